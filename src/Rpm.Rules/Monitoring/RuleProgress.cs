using System.Numerics;
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

    /// <summary>When the condition last cleared.</summary>
    public Instant SettledAt;

    /// <summary>For "3 of 5 readings": the last judged ones, the newest in the lowest bit, 1 = a breach.</summary>
    public ulong History;

    public int RunCount;
    public int ClearCount;

    /// <summary>How often the condition was confirmed, and how often it came back after good readings without having cleared.</summary>
    public int Confirmations;
    public int Returns;

    /// <summary>The condition was confirmed and has not cleared.</summary>
    public bool Active;

    /// <summary>Active, and a good reading came since the last breach.</summary>
    public bool Departed;

    public static readonly RuleProgress None = new() { LastBreach = Instant.Min, SettledAt = Instant.Min };

    /// <summary>Whether nothing of it matters to what comes.</summary>
    public readonly bool IsIdle => !Active && RunCount == 0 && ClearCount == 0;

    /// <summary>Whether it is as it was at the beginning.</summary>
    public readonly bool IsNone => IsIdle && Confirmations == 0 && Returns == 0 && History == 0 && LastBreach == Instant.Min && SettledAt == Instant.Min;

    /// <summary>Whether the run of good readings suffices.</summary>
    public readonly bool Cleared(CompiledRule rule) =>
        ClearCount > 0 && ClearCount >= rule.ClearReadings && ClearLast.UnixMilliseconds - ClearStart.UnixMilliseconds >= rule.ClearFor;

    /// <summary>
    /// What a sample says of the rule's condition, and the judgement by which good news is measured. With doubtful readings in a window
    /// it is judged with and without them: either may raise, only both may clear.
    /// </summary>
    public static Truth Judge(CompiledRule rule, in Judgement judgement, out bool soundOnly)
    {
        var truth = rule.Condition.Evaluate(judgement);
        soundOnly = false;
        if (truth == Truth.True || rule.Windows.Length == 0)
        {
            return truth;
        }

        foreach (var window in rule.Windows)
        {
            soundOnly |= judgement.Window(window).AnyDoubtful;
        }

        return soundOnly ? rule.Condition.Evaluate(judgement.Sound()) : truth;
    }

    /// <summary>Takes the next sample in order.</summary>
    /// <param name="watched">Whether an alert of the rule is active: only then good readings are counted.</param>
    public Verdict Take(CompiledRule rule, in Judgement judgement, bool watched)
    {
        if (!rule.Judges(judgement.Sample.Quality))
        {
            return Verdict.Ignored;
        }

        var truth = Judge(rule, judgement, out var soundOnly);
        return Take(rule, judgement, truth, soundOnly, watched);
    }

    /// <summary>The same of a sample that the rule judges, where it is known already what it says of the condition.</summary>
    /// <param name="verdict">False where nobody asks how good a good reading is as long as nothing is active.</param>
    public Verdict Take(CompiledRule rule, in Judgement judgement, Truth truth, bool soundOnly, bool watched, bool verdict = true)
    {
        ref readonly var sample = ref judgement.Sample;
        if (truth == Truth.True)
        {
            Breach(rule, judgement);
            return Verdict.Breach;
        }

        // Good news counts only when it is on time and of good quality; otherwise it neither clears nor interrupts a hold. A partial
        // score is never good news: what is missing may be what is wrong.
        if (truth == Truth.Unknown || sample.Late || rule.Questions(sample.Quality) || sample.Score.Parts > 0)
        {
            return Verdict.Ignored;
        }

        History <<= 1;
        RunCount = rule.Among == 0 ? 0 : BitOperations.PopCount(History & rule.Among);
        if (!verdict && !Active && !watched)
        {
            ClearCount = 0;
            return Verdict.Good;
        }

        if (rule.Clear is not null && rule.Clear.Evaluate(soundOnly ? judgement.Sound() : judgement) != Truth.True)
        {
            ClearCount = 0;
            return Verdict.Between;
        }

        if (!Active && !watched)
        {
            ClearCount = 0;
            return Verdict.Good;
        }

        Good(rule, sample.Time);
        return Verdict.Good;
    }

    /// <summary>The condition is over.</summary>
    public void Settle(Instant at)
    {
        Active = false;
        Departed = false;
        SettledAt = at;
    }

    /// <summary>Confirms the run that ends with the breach that was taken at its word, where it is judged again.</summary>
    public void TakeAtItsWord(Instant time, Instant answeredAt)
    {
        if (time == answeredAt && !Active && RunCount > 0)
        {
            Confirm();
        }
    }

    /// <summary>The run stands for the condition.</summary>
    public void Confirm()
    {
        Active = true;
        Confirmations++;
        (ConfirmedStart, ConfirmedFirst) = (RunStart, RunFirst);
    }

    // A rule about how old readings are when they arrive counts arrivals apart: a gateway may hand in many at once.
    private static Instant Counted(CompiledRule rule, in Sample sample) => rule.ByArrival ? sample.Received : sample.Time;

    private void Good(CompiledRule rule, Instant time)
    {
        if (ClearCount > 0 && time.UnixMilliseconds - ClearLast.UnixMilliseconds <= rule.ClearGap)
        {
            ClearCount++;
        }
        else
        {
            ClearCount = 1;
            ClearStart = time;
        }

        ClearLast = time;
        Departed = Active;
        if (Active && Cleared(rule))
        {
            Settle(time);
        }
    }

    private void Breach(CompiledRule rule, in Judgement judgement)
    {
        ref readonly var sample = ref judgement.Sample;
        ClearCount = 0;
        if (RunCount > 0 && sample.Time.UnixMilliseconds - RunLast.UnixMilliseconds > rule.Gap)
        {
            (RunCount, History) = (0, 0);
        }

        if (RunCount == 0)
        {
            RunCount = 1;
            RunStart = sample.Time;
            RunCounted = Counted(rule, sample);
            RunFirst = sample.Position;
            History = (History << 1) | 1;
        }
        else if (rule.Among != 0)
        {
            History = (History << 1) | 1;
            RunCount = BitOperations.PopCount(History & rule.Among);
        }
        else if (Counted(rule, sample).UnixMilliseconds - RunCounted.UnixMilliseconds >= rule.Apart)
        {
            RunCount++;
            RunCounted = Counted(rule, sample);
        }

        RunLast = sample.Time;
        LastBreach = sample.Time;
        var held = RunCount >= rule.Readings && RunLast.UnixMilliseconds - RunStart.UnixMilliseconds >= rule.For;
        held = held || (rule.Immediately is not null && rule.Immediately.Evaluate(judgement) == Truth.True);
        if (!held || (sample.Paused && !rule.Critical))
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
