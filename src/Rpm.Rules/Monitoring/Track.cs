using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>One rule on one series, for as long as there is something to keep: a rule of which nothing was true has no track.</summary>
internal struct Track
{
    /// <summary>The rule's place among those of the stream.</summary>
    public int Place;

    /// <summary>After every kept sample.</summary>
    public RuleProgress Current;

    /// <summary>Before the oldest kept sample: where judging starts anew when a reading is put in between.</summary>
    public RuleProgress Base;

    /// <summary>Readings up to this journal position are not judged: the rule came later, or a person declared them wrong.</summary>
    public long After;

    /// <summary>Journal position after which the last alert was named. Names go upwards, so that none is given twice.</summary>
    public long Raised;

    /// <summary>Measurement time of the breach that was taken at its word last: judged again, it confirms again.</summary>
    public Instant AnsweredAt;

    /// <summary>When an unconfirmed breach that nothing followed is taken at its word.</summary>
    public Instant AnswerDue;

    /// <summary>That breach arrived late.</summary>
    public bool AnswerLate;

    public static Track New(int place, long after) =>
        new() { Place = place, AnswerDue = Instant.Max, AnsweredAt = Instant.Min, Current = RuleProgress.None, Base = RuleProgress.None, After = after };

    /// <summary>
    /// Whether the same would come of having none. An episode whose beginning is still kept is remembered: a reading put into it must not
    /// raise it a second time.
    /// </summary>
    /// <param name="series">Its series: while a sample is kept that must not be judged, the track says so.</param>
    /// <param name="watched">Whether an alert of the rule is active: its last breach then bounds what may clear it.</param>
    public readonly bool IsIdle(Series series, bool watched) =>
        Current.IsIdle && Base.IsIdle && AnswerDue == Instant.Max && AnsweredAt <= series.Floor && !(watched && Current.LastBreach > series.Floor)
        && (Current.Confirmations == 0 || Current.ConfirmedStart <= series.Floor)
        && ((After == long.MinValue && Raised == 0) || Math.Max(After, Raised) < series.OldestPosition);
}
