using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>One rule on one series.</summary>
internal struct Track
{
    /// <summary>After every kept sample.</summary>
    public RuleProgress Current;

    /// <summary>Before the oldest kept sample: where judging starts anew when a reading is put in between.</summary>
    public RuleProgress Base;

    /// <summary>Readings up to this journal position are not judged: the rule came later, or a person declared them wrong.</summary>
    public long After;

    /// <summary>When an unconfirmed breach that nothing followed is taken at its word.</summary>
    public Instant AnswerDue;

    /// <summary>That breach arrived late.</summary>
    public bool AnswerLate;

    public static Track New(long after) => new() { AnswerDue = Instant.Max, Current = RuleProgress.None, Base = RuleProgress.None, After = after };
}
