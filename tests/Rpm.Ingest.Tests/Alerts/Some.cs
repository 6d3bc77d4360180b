using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Alerts;

/// <summary>Alerts to test with.</summary>
internal static class Some
{
    public static readonly Instant Noon = new(1_795_262_400_000);

    public static AlertChange Raise(string id, string patient = "p1", int minute = 0, bool critical = false, AlertPriority priority = AlertPriority.High)
    {
        var at = Noon + TimeSpan.FromMinutes(minute);
        return new(AlertChangeKind.Raised, new Alert
        {
            Id = id,
            Version = 1,
            Patient = patient,
            Device = "ox-1",
            Rule = "spo2-low",
            Pack = "oximetry@1",
            PackHash = "c0ffee",
            Title = "Low SpO₂",
            Class = AlertClass.Physiological,
            Priority = priority,
            Critical = critical,
            Active = true,
            Raised = at,
            Kind = Kind.PulseOximetry,
            Measure = Measure.Spo2,
            Value = new Quantity(860, 1, Unit.Percent),
            Limit = new Quantity(88, 0, Unit.Percent),
            ReadingTime = at - TimeSpan.FromSeconds(4),
            Action = "Call the patient",
            Evidence =
            [
                new(17, "ox-1", Kind.PulseOximetry, at - TimeSpan.FromSeconds(4), 1, Measure.Spo2, new Quantity(860, 1, Unit.Percent),
                    QualityFlags.Movement | QualityFlags.LowPerfusion),
            ],
            Limits = [new("low", new Quantity(88, 0, Unit.Percent), true)],
            History = [new(1, at, AlertChangeKind.Raised, null, null, priority)],
        });
    }

    /// <summary>The next version, with its line of history.</summary>
    public static AlertChange Next(this AlertChange before, AlertChangeKind kind, Func<Alert, Alert> change, string? by = null, string? note = null)
    {
        var alert = before.Alert;
        var version = alert.Version + 1;
        var at = alert.Raised + TimeSpan.FromSeconds(version);
        return new(kind, change(alert with
        {
            Version = version,
            History = [.. alert.History, new(version, at, kind, by, note, alert.Priority)],
        }));
    }

    public static AlertChange Acknowledge(this AlertChange before, string by = "nurse") =>
        before.Next(AlertChangeKind.Acknowledged, a => a with { Acknowledged = true, AcknowledgedAt = a.History[^1].At, AcknowledgedBy = by }, by);

    public static AlertChange Clear(this AlertChange before) =>
        before.Next(AlertChangeKind.ResolvedByCondition, a => a with { Active = false, Resolved = a.History[^1].At, Resolution = "condition-cleared" });

    public static AlertChange Escalate(this AlertChange before) => before.Next(AlertChangeKind.Escalated, a => a with { Tier = a.Tier + 1 });
}
