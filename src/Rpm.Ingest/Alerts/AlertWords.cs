using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alerts;

/// <summary>The contract's words for what an alert holds.</summary>
internal static class AlertWords
{
    private static readonly (QualityFlags Flag, string Word)[] Qualities =
    [
        (QualityFlags.Movement, "movement"), (QualityFlags.IrregularPulse, "irregular-pulse"), (QualityFlags.CuffLoose, "cuff-loose"),
        (QualityFlags.Position, "position"), (QualityFlags.LowPerfusion, "low-perfusion"), (QualityFlags.WeakSignal, "weak-signal"),
        (QualityFlags.SensorOff, "sensor-off"), (QualityFlags.Questionable, "questionable"), (QualityFlags.Invalid, "invalid"),
        (QualityFlags.Demonstration, "demonstration"), (QualityFlags.Calibration, "calibration"), (QualityFlags.Early, "early"),
    ];

    public static string Of(AlertClass value) => value == AlertClass.Technical ? "technical" : "physiological";

    public static string Of(AlertPriority value) => value switch
    {
        AlertPriority.High => "high",
        AlertPriority.Medium => "medium",
        _ => "low",
    };

    public static string Of(Kind kind) => Kinds.Name(kind);

    /// <summary>The member of the reading, as the contract names it.</summary>
    public static string Of(Measure measure) => Measures.Name(measure);

    public static string Of(AlertChangeKind change) => change switch
    {
        AlertChangeKind.Raised => "raised",
        AlertChangeKind.Reraised => "reraised",
        AlertChangeKind.PriorityRaised => "priority-raised",
        AlertChangeKind.PriorityLowered => "priority-lowered",
        AlertChangeKind.Acknowledged => "acknowledged",
        AlertChangeKind.Assigned => "assigned",
        AlertChangeKind.Snoozed => "snoozed",
        AlertChangeKind.Commented => "commented",
        AlertChangeKind.ResolvedByCondition => "resolved-by-condition",
        AlertChangeKind.ResolvedByPerson => "resolved-by-person",
        AlertChangeKind.Escalated => "escalated",
        AlertChangeKind.Renotified => "renotified",
        AlertChangeKind.MarkedForReview => "marked-for-review",
        AlertChangeKind.MembersChanged => "members-changed",
        AlertChangeKind.Overdue => "overdue",
        AlertChangeKind.Unanswered => "unanswered",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, null),
    };

    /// <summary><c>&lt;</c> or <c>&gt;</c> where the sensor was beyond its range; null where the number is the measurement.</summary>
    public static string? Of(Comparator comparator) => comparator switch
    {
        Comparator.Low => "<",
        Comparator.High => ">",
        _ => null,
    };

    public static IEnumerable<string> Of(QualityFlags flags) => Qualities.Where(q => (flags & q.Flag) != 0).Select(q => q.Word);
}
