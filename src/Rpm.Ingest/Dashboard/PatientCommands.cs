using Rpm.Dashboard.Charts;
using Rpm.Dashboard.Patients;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Monitoring;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Replays;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Replay;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>The patient page's changes, each through the command that the API uses too.</summary>
internal sealed class PatientCommands(
    IRegistry registry, IRegistryCommands commands, IPackCatalogue packs, ISeriesStore series, RecordedReplay replay, TimeProvider clock) : IPatientCommands
{
    private const int MostListed = 10;

    /// <inheritdoc/>
    public async Task<(LimitPreview? Preview, string? Fault)> PreviewAsync(
        string patient, string pack, string parameter, string? value, int days, CancellationToken cancellationToken)
    {
        var snapshot = registry.Current;
        if (!snapshot.Patients.TryGetValue(patient, out var record) || PacksInForce.Of(snapshot).FirstOrDefault(p => p.Id == pack) is not { } rules)
        {
            return (null, "The patient or the pack is no longer there.");
        }

        // Whoever tries a limit has not prescribed it: the name is asked for when it is set.
        var trial = new LimitSet(patient, pack, parameter, value, "preview", "preview", "preview");
        if (packs.CheckLimit(record, trial) is { Outcome: not RegistryOutcome.Done } refused)
        {
            return (null, refused.Detail);
        }

        var limits = record.Limits.ToDictionary(l => l.Key, l => l.Value.Value, StringComparer.Ordinal);
        limits.Remove($"{pack}/{parameter}");
        if (value is not null)
        {
            limits[$"{pack}/{parameter}"] = value;
        }

        var now = Instant.From(clock.GetUtcNow());
        return await replay.CompareLimitsAsync(record, rules, limits, now - TimeSpan.FromDays(days), now, cancellationToken) is { } compared
            ? (Preview(compared, rules, days), null)
            : (null, "Another replay is running. Try again in a moment.");
    }

    /// <inheritdoc/>
    public async Task<ChangeResult> SetLimitAsync(
        string patient, string pack, string parameter, string? value, string reason, string? prescriber, string by, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(reason)
            ? ChangeResult.Refused("A patient's own limit needs a reason.")
            : await RunAsync(() => commands.SetLimitAsync(
                new LimitSet(patient, pack, parameter, value, by, reason.Trim(), string.IsNullOrWhiteSpace(prescriber) ? null : prescriber.Trim()), cancellationToken));

    /// <inheritdoc/>
    public async Task<ChangeResult> ExcludeAsync(string patient, ReadingKey reading, string reason, string by, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return ChangeResult.Refused("Excluding a reading needs a reason.");
        }

        if (EnrolmentOf(patient, reading) is null)
        {
            return ChangeResult.Refused("The reading is not this patient's any more.");
        }

        return await RunAsync(() => commands.WithdrawAsync(
            new ReadingWithdrawn(reading.Device, reading.Kind, reading.Time, reading.Ordinal, patient, reason.Trim(), by), cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<long> CountNotTheirsAsync(string patient, ReadingKey reading, NotTheirs reach, CancellationToken cancellationToken)
    {
        if (reach == NotTheirs.ThisReading || EnrolmentOf(patient, reading) is not { } enrolment)
        {
            return reach == NotTheirs.ThisReading ? 1 : 0;
        }

        var (from, to) = reach == NotTheirs.FromHereOn ? (reading.Time, enrolment.To) : (enrolment.From, reading.Time + Millisecond);
        return await series.CountAsync(new SeriesQuery { Slices = [new SeriesSlice(enrolment.Device, enrolment.User, from, to)] }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ChangeResult> NotTheirsAsync(
        string patient, ReadingKey reading, NotTheirs reach, string reason, string by, CancellationToken cancellationToken)
    {
        if (reach == NotTheirs.ThisReading)
        {
            return await ExcludeAsync(patient, reading, string.IsNullOrWhiteSpace(reason) ? reason : $"Not this patient: {reason.Trim()}", by, cancellationToken);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return ChangeResult.Refused("Correcting an enrolment needs a reason.");
        }

        if (EnrolmentOf(patient, reading) is not { } enrolment)
        {
            return ChangeResult.Refused("The reading is not this patient's any more.");
        }

        var corrected = reach == NotTheirs.FromHereOn ? enrolment with { To = reading.Time } : enrolment with { From = reading.Time + Millisecond };
        return corrected.From >= corrected.To
            ? ChangeResult.Refused("No reading of the enrolment would be left. Correct the enrolment itself, under devices.")
            : await RunAsync(() => commands.PutEnrolmentAsync(corrected, by, $"Not this patient: {reason.Trim()}", cancellationToken));
    }

    private static TimeSpan Millisecond => TimeSpan.FromMilliseconds(1);

    private Enrolment? EnrolmentOf(string patient, ReadingKey reading) =>
        registry.Current.Attribute(reading.Device, reading.User, reading.Time) is { } enrolment && enrolment.Patient == patient ? enrolment : null;

    private static async Task<ChangeResult> RunAsync(Func<ValueTask<RegistryResult>> command)
    {
        try
        {
            var result = await command();
            return result.Outcome == RegistryOutcome.Done ? ChangeResult.Success : ChangeResult.Refused(result.Detail);
        }
        catch (IntakeStoppedException e)
        {
            return ChangeResult.Refused($"Nothing can be stored now: {e.Message}");
        }
    }

    private static LimitPreview Preview(ReplayComparison compared, Rpm.Rules.Packs.RulePack pack, int days)
    {
        var titles = pack.Rules.ToDictionary(r => r.Id, r => r.Title, StringComparer.Ordinal);
        PreviewedAlert Told(ReplayedAlert alert) => new(
            titles.GetValueOrDefault(alert.Rule, alert.Rule), AlertWords.Of(alert.Priority), alert.Raised, alert.Value is { } value ? UnitText.Of(value) : null);
        IReadOnlyList<PreviewedAlert> Newest(IReadOnlyList<ReplayedAlert> alerts) => [.. alerts.OrderByDescending(a => a.Raised).Take(MostListed).Select(Told)];
        return new LimitPreview(
            days, compared.Before.Readings, compared.Before.Alerts.Count, compared.After.Alerts.Count,
            [
                .. compared.Before.Rules.Zip(compared.After.Rules).Where(r => r.First.Alerts != r.Second.Alerts)
                    .Select(r => new LimitPreviewRule(titles.GetValueOrDefault(r.First.Rule, r.First.Rule), AlertWords.Of(r.First.Priority), r.First.Alerts, r.Second.Alerts)),
            ],
            Newest(compared.Removed), Newest(compared.Added));
    }
}
