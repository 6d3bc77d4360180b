using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Http;

/// <summary>What stays of an erased patient.</summary>
/// <param name="Complete">Whether every store of the engine has obeyed; sinks outside follow at their own pace.</param>
internal sealed record ErasureAnswer(string Patient, DateTimeOffset Erased, string By, string Reason, bool Complete)
{
    public static ErasureAnswer From(Erasure erasure, bool complete) =>
        new(erasure.Patient, erasure.At.ToDateTimeOffset(), erasure.By, erasure.Reason, complete);
}
