using Rpm.Ingest.Alerts;
using Rpm.Rules.Alerts;
using Rpm.Rules.Replay;

namespace Rpm.Ingest.Replays;

/// <summary>What rules would have raised, as JSON.</summary>
/// <param name="Source">What was replayed, in words.</param>
/// <param name="PatientDays">Local days of a patient with at least one reading.</param>
/// <param name="Compared">What other packs change; null where none were given.</param>
internal sealed record ReplayAnswer(
    string Source, IReadOnlyList<string> Packs, int Patients, long Readings, int PatientDays, IReadOnlyList<ReplayRuleAnswer> Rules, IReadOnlyList<ReplayAlertAnswer> Alerts,
    ReplayComparedAnswer? Compared)
{
    public static ReplayAnswer Of(string source, ReplayReport report, ReplayComparison? comparison) => new(
        source, [.. report.Packs.Select(p => $"{p.Id} {p.Version} ({p.Hash[..12]})")], report.Patients, report.Readings, report.PatientDays,
        [.. report.Rules.Select(ReplayRuleAnswer.Of)], [.. report.Alerts.Select(ReplayAlertAnswer.Of)],
        comparison is null ? null : new ReplayComparedAnswer(
            [.. comparison.After.Packs.Select(p => $"{p.Id} {p.Version} ({p.Hash[..12]})")], [.. comparison.After.Rules.Select(ReplayRuleAnswer.Of)],
            [.. comparison.Added.Select(ReplayAlertAnswer.Of)], [.. comparison.Removed.Select(ReplayAlertAnswer.Of)]));
}

/// <summary>One rule. Delays from the first breaching reading, by measurement time.</summary>
internal sealed record ReplayRuleAnswer(
    string Pack, string Rule, string Class, string Priority, int Alerts, double PerPatientDay, double? MedianDelaySeconds, double? LongestDelaySeconds)
{
    public static ReplayRuleAnswer Of(RuleTally tally) => new(
        tally.Pack, tally.Rule, AlertWords.Of(tally.Class), AlertWords.Of(tally.Priority), tally.Alerts, tally.PerPatientDay,
        tally.MedianDelay?.TotalSeconds, tally.LongestDelay?.TotalSeconds);
}

/// <summary>One alert.</summary>
/// <param name="Priority">The highest it reached.</param>
internal sealed record ReplayAlertAnswer(
    string Patient, string Pack, string Rule, string Class, string Priority, bool Late, bool Test, string? Device, DateTimeOffset FirstBreach, DateTimeOffset Raised,
    DateTimeOffset? Resolved, double DelaySeconds, string? Value, string? Limit)
{
    public static ReplayAlertAnswer Of(ReplayedAlert alert) => new(
        alert.Patient, alert.Pack, alert.Rule, AlertWords.Of(alert.Class), AlertWords.Of(alert.Priority), alert.Late, alert.Test, alert.Device,
        alert.FirstBreach.ToDateTimeOffset(), alert.Raised.ToDateTimeOffset(), alert.Resolved?.ToDateTimeOffset(), alert.Delay.TotalSeconds,
        alert.Value?.ToString(), alert.Limit?.ToString());
}

/// <summary>What the compared packs raise, what only they raise, and what they do not.</summary>
internal sealed record ReplayComparedAnswer(
    IReadOnlyList<string> Packs, IReadOnlyList<ReplayRuleAnswer> Rules, IReadOnlyList<ReplayAlertAnswer> Added, IReadOnlyList<ReplayAlertAnswer> Removed);
