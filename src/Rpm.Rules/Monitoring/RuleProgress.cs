using Rpm.Rules.Language;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// How far one rule has come on one series: the run of breaching readings and the run of good ones. All spans are between
/// measurement times. A pure function of the samples in their order.
/// </summary>
internal struct RuleProgress
{
    public Instant RunStart;
    public Instant RunLast;
    public Instant RunCounted;

    /// <summary>Journal position of the run's first breach; the alert's id is made of it.</summary>
    public long RunFirst;

    /// <summary>Start and first position of the run that was confirmed last.</summary>
    public Instant ConfirmedStart;
    public long ConfirmedFirst;

    public Instant ClearStart;
    public Instant ClearLast;
    public Instant LastBreach;
    public int RunCount;
    public int ClearCount;

    /// <summary>How often the condition was confirmed, and how often it came back after good readings without having cleared.</summary>
    public int Confirmations;
    public int Returns;

    /// <summary>The condition was confirmed and has not cleared.</summary>
    public bool Active;

    /// <summary>Active, and a good reading came since the last breach.</summary>
    public bool Departed;

    public static readonly RuleProgress None = new() { LastBreach = Instant.Min };

    /// <summary>Whether the run of good readings suffices.</summary>
    public readonly bool Cleared(CompiledRule rule) =>
        ClearCount > 0 && ClearCount >= rule.ClearReadings && ClearLast.UnixMilliseconds - ClearStart.UnixMilliseconds >= rule.ClearFor;

    /// <summary>Takes the next sample in order.</summary>
    public Verdict Take(CompiledRule rule, in Sample sample)
    {
        if (!rule.Judges(sample.Quality))
        {
            return Verdict.Ignored;
        }

        var truth = rule.Condition.Evaluate(sample.Values, sample.Quality);
        if (truth == Truth.True)
        {
            Breach(rule, sample);
            return Verdict.Breach;
        }

        // Good news counts only when it is on time and of good quality; otherwise it neither clears nor interrupts a hold.
        if (truth == Truth.Unknown || sample.Late || rule.Questions(sample.Quality))
        {
            return Verdict.Ignored;
        }

        RunCount = 0;
        if (rule.Clear is not null && rule.Clear.Evaluate(sample.Values, sample.Quality) != Truth.True)
        {
            ClearCount = 0;
            return Verdict.Between;
        }

        if (ClearCount > 0 && sample.Time.UnixMilliseconds - ClearLast.UnixMilliseconds <= rule.ClearGap)
        {
            ClearCount++;
        }
        else
        {
            ClearCount = 1;
            ClearStart = sample.Time;
        }

        ClearLast = sample.Time;
        Departed = Active;
        if (Active && Cleared(rule))
        {
            Settle();
        }

        return Verdict.Good;
    }

    /// <summary>The condition is over.</summary>
    public void Settle()
    {
        Active = false;
        Departed = false;
    }

    /// <summary>The run stands for the condition.</summary>
    public void Confirm()
    {
        Active = true;
        Confirmations++;
        (ConfirmedStart, ConfirmedFirst) = (RunStart, RunFirst);
    }

    private void Breach(CompiledRule rule, in Sample sample)
    {
        ClearCount = 0;
        if (RunCount > 0 && sample.Time.UnixMilliseconds - RunLast.UnixMilliseconds <= rule.Gap)
        {
            if (sample.Time.UnixMilliseconds - RunCounted.UnixMilliseconds >= rule.Apart)
            {
                RunCount++;
                RunCounted = sample.Time;
            }
        }
        else
        {
            RunCount = 1;
            RunStart = RunCounted = sample.Time;
            RunFirst = sample.Position;
        }

        RunLast = sample.Time;
        LastBreach = sample.Time;
        var held = RunCount >= rule.Readings && RunLast.UnixMilliseconds - RunStart.UnixMilliseconds >= rule.For;
        held = held || (rule.Immediately is not null && rule.Immediately.Evaluate(sample.Values, sample.Quality) == Truth.True);
        if (!held || (sample.Paused && !rule.Definition.Critical))
        {
            return;
        }

        if (!Active)
        {
            Confirm();
        }
        else if (Departed)
        {
            Returns++;
        }

        Departed = false;
    }
}
