using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Registry;

/// <summary>
/// Changes to the registry and to what is stored, each one a journal entry. A command returns when the entry is durable and
/// <see cref="IRegistry.Current"/> shows it; one that would break a rule changes nothing and says which. Commands are
/// checked against the state they apply to: of two at the same time that exclude each other only one succeeds.
/// </summary>
/// <exception cref="Pipeline.IntakeStoppedException">From every member: the journal takes nothing now.</exception>
internal interface IRegistryCommands
{
    /// <summary>Adds or replaces a patient. Limits and pause are not part of it and stay as they are.</summary>
    ValueTask<RegistryResult> PutPatientAsync(Patient patient, string by, CancellationToken cancellationToken);

    /// <summary>Adds or replaces a device.</summary>
    ValueTask<RegistryResult> PutDeviceAsync(Device device, string by, CancellationToken cancellationToken);

    /// <summary>Adds an enrolment, or corrects the one with its id; stored readings move to whom they belong then.</summary>
    /// <param name="reason">Why it is corrected; null for a new one.</param>
    ValueTask<RegistryResult> PutEnrolmentAsync(Enrolment enrolment, string by, string? reason, CancellationToken cancellationToken);

    /// <summary>Sets a patient's own limit, or goes back to the pack's default.</summary>
    ValueTask<RegistryResult> SetLimitAsync(LimitSet limit, CancellationToken cancellationToken);

    /// <summary>Pauses monitoring until a time, or ends the pause.</summary>
    ValueTask<RegistryResult> PauseAsync(MonitoringPaused pause, CancellationToken cancellationToken);

    /// <summary>Withdraws a stored reading.</summary>
    ValueTask<RegistryResult> WithdrawAsync(ReadingWithdrawn withdrawal, CancellationToken cancellationToken);
}
