using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Http;

/// <summary>Erases a patient from everything that the engine keeps.</summary>
internal interface IPatientErasure
{
    /// <summary>Durable when it returns; with <see cref="RegistryOutcome.Done"/> also says whether every store of the engine has obeyed by now.</summary>
    /// <exception cref="Pipeline.IntakeStoppedException">The journal takes nothing now.</exception>
    Task<(RegistryResult Result, bool Complete)> EraseAsync(string patient, string by, string reason, CancellationToken cancellationToken);
}
