using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>An alert that is active or unacknowledged, and what is still to happen to it by itself.</summary>
internal sealed class OpenAlert(Alert alert, string ruleHash)
{
    public Alert Alert { get; set; } = alert;

    /// <summary>The rule as it was when it raised this; another hash in the plan means only a person may resolve it.</summary>
    public string RuleHash { get; set; } = ruleHash;

    /// <summary>Measurement time of the first breach; a confirmation must lie apart from it.</summary>
    public Instant FirstBreach { get; set; } = Instant.Min;

    /// <summary>When the acknowledgement is taken back.</summary>
    public Instant ReackDue { get; set; } = Instant.Max;

    /// <summary>When a missing repeat measurement raises the priority.</summary>
    public Instant RepeatDue { get; set; } = Instant.Max;

    /// <summary>When the next tier is told.</summary>
    public Instant EscalateDue { get; set; } = Instant.Max;

    /// <summary>When it is told again, because nobody has acknowledged.</summary>
    public Instant RenotifyDue { get; set; } = Instant.Max;

    /// <summary>When somebody should have looked.</summary>
    public Instant ReviewDue { get; set; } = Instant.Max;

    /// <summary>A reading raised the priority, and it may fall back.</summary>
    public bool Risen { get; set; }

    /// <summary>Readings in a row that denied what raised it.</summary>
    public int Denials { get; set; }

    public Instant SnoozeDue => Alert.SnoozedUntil ?? Instant.Max;

    public Instant Due => Min(Min(Min(ReackDue, RepeatDue), Min(EscalateDue, SnoozeDue)), Min(RenotifyDue, ReviewDue));

    /// <summary>Nothing happens by itself any more.</summary>
    public void StopTimers() =>
        (ReackDue, RepeatDue, EscalateDue, RenotifyDue, ReviewDue) = (Instant.Max, Instant.Max, Instant.Max, Instant.Max, Instant.Max);

    private static Instant Min(Instant a, Instant b) => a < b ? a : b;
}
