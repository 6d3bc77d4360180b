using Rpm.Rules.Language;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>What one rule comes to when a stretch is judged again.</summary>
internal struct Rejudged
{
    public RuleProgress Progress;

    /// <summary>Readings up to this journal position are not judged.</summary>
    public long After;

    /// <summary>The breach at this time was taken at its word.</summary>
    public Instant AnsweredAt;

    /// <summary>What the sample that was put in between means to the rule, in its place.</summary>
    public Verdict Verdict;

    /// <summary>Where the run that holds that sample was confirmed first; null where it was not.</summary>
    public RuleProgress? Episode;

    public Verdict Take(CompiledRule rule, in Judgement judgement, bool watched, Sample? inserted)
    {
        var confirmations = Progress.Confirmations;
        var verdict = Progress.Take(rule, judgement, watched);
        Progress.TakeAtItsWord(judgement.Sample.Time, AnsweredAt);
        if (inserted is { } sample)
        {
            Verdict = judgement.Sample.Position == sample.Position ? verdict : Verdict;
            if (Progress.Confirmations > confirmations && Progress.ConfirmedStart <= sample.Time && judgement.Sample.Time >= sample.Time)
            {
                Episode ??= Progress;
            }
        }

        return verdict;
    }
}
