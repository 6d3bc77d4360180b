using Rpm.Ingest.Journal;
using Rpm.Ingest.Monitoring;
using Rpm.Ingest.TimeSeries;

namespace Rpm.Ingest.Registry;

/// <summary>Checks a command against the registry as it is and appends it. One at a time, so that a check still holds when its entry is committed.</summary>
internal sealed class RegistryCommands(IJournal journal, IRegistry registry, IPackCatalogue packs, ISeriesStore series) : IRegistryCommands, IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    public ValueTask<RegistryResult> PutPatientAsync(Patient patient, string by, CancellationToken cancellationToken) =>
        RunAsync(
            snapshot => RegistryRules.Check(patient) is { Count: > 0 } faults ? RegistryResult.Invalid(faults)
                : snapshot.Erased.ContainsKey(patient.Id) ? Erased(patient.Id) : RegistryResult.Done,
            _ => new PatientPut(patient, by), cancellationToken);

    public ValueTask<RegistryResult> PutDeviceAsync(Device device, string by, CancellationToken cancellationToken) =>
        RunAsync(
            _ => RegistryRules.Check(device) is { Count: > 0 } faults ? RegistryResult.Invalid(faults) : RegistryResult.Done,
            _ => new DevicePut(device, by), cancellationToken);

    public ValueTask<RegistryResult> PutEnrolmentAsync(Enrolment enrolment, string by, string? reason, CancellationToken cancellationToken) =>
        RunAsync(
            snapshot => RegistryRules.Check(enrolment, snapshot),
            snapshot => new EnrolmentPut(enrolment, snapshot.Enrolments.GetValueOrDefault(enrolment.Id), by, reason), cancellationToken);

    public ValueTask<RegistryResult> SetLimitAsync(LimitSet limit, CancellationToken cancellationToken) =>
        RunAsync(
            snapshot => snapshot.Patients.TryGetValue(limit.Patient, out var patient)
                ? packs.CheckLimit(patient, limit)
                : UnknownPatient(limit.Patient),
            _ => limit, cancellationToken);

    public ValueTask<RegistryResult> PauseAsync(MonitoringPaused pause, CancellationToken cancellationToken) =>
        RunAsync(
            snapshot => snapshot.Patients.ContainsKey(pause.Patient) ? RegistryResult.Done : UnknownPatient(pause.Patient),
            _ => pause, cancellationToken);

    /// <summary>Appends the erasure of a patient; the position of its entry comes back through <paramref name="erased"/>.</summary>
    public ValueTask<RegistryResult> EraseAsync(string patient, string by, string reason, Action<long> erased, CancellationToken cancellationToken) =>
        RunAsync(
            snapshot => snapshot.Erased.ContainsKey(patient) ? Erased(patient)
                : snapshot.Patients.ContainsKey(patient) ? RegistryResult.Done : UnknownPatient(patient),
            snapshot => new PatientErased(patient, by, reason, snapshot.EnrolmentsOfPatient(patient)), cancellationToken, erased);

    public async ValueTask<RegistryResult> WithdrawAsync(ReadingWithdrawn withdrawal, CancellationToken cancellationToken)
    {
        var stored = await series.FindAsync(withdrawal.Device, withdrawal.Kind, withdrawal.Time, withdrawal.Ordinal, cancellationToken);
        if (stored?.Withdrawal is not null)
        {
            return RegistryResult.Failed(RegistryOutcome.AlreadyDone, "The reading is withdrawn already.");
        }

        return await RunAsync(_ => RegistryResult.Done, _ => withdrawal, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private static RegistryResult Erased(string id) => RegistryResult.Failed(RegistryOutcome.Erased, $"Patient {id} was erased; the identifier is not used again.");

    private static RegistryResult UnknownPatient(string id) => RegistryResult.Failed(RegistryOutcome.UnknownPatient, $"There is no patient {id}.");

    private async ValueTask<RegistryResult> RunAsync(
        Func<RegistrySnapshot, RegistryResult> check, Func<RegistrySnapshot, JournalEntry> entry, CancellationToken cancellationToken,
        Action<long>? done = null)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var snapshot = registry.Current;
            var result = check(snapshot);
            if (result.Outcome == RegistryOutcome.Done)
            {
                // Not to be cancelled: what is on its way to the journal must have arrived before the next check is made.
                var position = await journal.AppendAsync([entry(snapshot)], CancellationToken.None);
                done?.Invoke(position);
            }

            return result;
        }
        finally
        {
            _one.Release();
        }
    }
}
