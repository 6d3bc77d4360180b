using Rpm.Rules.Language;
using Rpm.Rules.Plans;
using Rpm.Rules.Windows;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// What one device sent of one kind, real and test readings apart: the recent samples in order of measurement, the windows over them, and
/// every rule's progress on them. Holds and windows never span two series.
/// </summary>
internal sealed partial class Series(string device, Kind kind, bool test)
{
    /// <summary>No more samples than this are kept for putting a late-comer in its place.</summary>
    public const int Capacity = 64;

    // A device that was off for a day or two is not a new one.
    private const long LeastKept = 7L * 24 * 60 * 60 * 1000;

    // A kind's bound of lateness is as far back as a reading can still be judged.
    private readonly long _keep = (long)((Streams.IsKind(kind) ? Kinds.Of(kind).LateAfter : null) ?? TimeSpan.FromHours(1)).TotalMilliseconds;

    // Oldest first, from _head, around the end.
    private Sample[] _samples = new Sample[2];
    private int _head;

    public string Device => device;

    public Kind Kind => kind;

    public bool Test => test;

    public int Count { get; private set; }

    /// <summary>The newest sample that was given up; nothing can be put before it.</summary>
    public Instant Floor { get; set; } = Instant.Min;

    /// <summary>The windows with every kept sample.</summary>
    public Window[] Windows { get; private set; } = [];

    /// <summary>The windows before the oldest kept sample.</summary>
    public Window[] BaseWindows { get; private set; } = [];

    public ref Sample this[int index] => ref _samples[(_head + index) & (_samples.Length - 1)];

    /// <summary>The smallest journal position among the kept samples; <see cref="long.MaxValue"/> = none is kept.</summary>
    public long OldestPosition
    {
        get
        {
            var oldest = long.MaxValue;
            for (var i = 0; i < Count; i++)
            {
                oldest = Math.Min(oldest, this[i].Position);
            }

            return oldest;
        }
    }

    /// <summary>Whether nothing of it matters any more: nothing is pending, and it has been still for longer than anything looks back.</summary>
    public bool IsSpent(in Turn turn)
    {
        var lookBack = Math.Max(_keep, LeastKept);
        foreach (var window in Windows)
        {
            lookBack = Math.Max(lookBack, window.Spec.Span);
        }

        return TrackCount == 0 && Count > 0 && turn.Now.UnixMilliseconds - this[Count - 1].Received.UnixMilliseconds > lookBack;
    }

    /// <summary>Whether a sample of this time, ordinal and position comes behind all others.</summary>
    public bool IsNewest(Instant time, byte ordinal, long position)
    {
        if (Count == 0)
        {
            return time > Floor;
        }

        ref var last = ref this[Count - 1];
        return time > last.Time || (time == last.Time && (ordinal > last.Ordinal || (ordinal == last.Ordinal && position > last.Position)));
    }

    /// <summary>Puts a sample back behind those restored before it.</summary>
    public void Restore(in Sample sample)
    {
        if (Count == _samples.Length)
        {
            Grow();
        }

        Count++;
        this[Count - 1] = sample;
    }

    /// <summary>Puts a sample in its place among the others; false where it is older than all that is kept.</summary>
    public bool Insert(in Turn turn, in Sample sample)
    {
        if (sample.Time <= Floor || (Count == Capacity && sample.CompareTo(this[0]) < 0))
        {
            return false;
        }

        if (Count == Capacity)
        {
            GiveUpOldest(turn);
        }

        if (Count == _samples.Length)
        {
            Grow();
        }

        Count++;
        var place = Count - 1;
        for (; place > 0 && sample.CompareTo(this[place - 1]) < 0; place--)
        {
            this[place] = this[place - 1];
        }

        this[place] = sample;
        return true;
    }

    /// <summary>Takes samples out that match; whether any did, or may have been in a window.</summary>
    public bool Remove(EvidenceSpan span)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (!span.Covers(this[i].Time, this[i].Ordinal))
            {
                this[kept++] = this[i];
            }
        }

        var removed = kept < Count;
        Count = kept;
        foreach (var window in BaseWindows)
        {
            var before = window.Count;
            window.Remove(span.From, span.To);
            removed |= window.Count < before;
        }

        return removed;
    }

    /// <summary>What a sample is judged on, with these windows as they stand.</summary>
    public Judgement On(in Turn turn, ref readonly Sample sample, Window[] windows) =>
        new(in sample, windows, turn.Plan.Of(kind).WindowPlaces, turn.Plan.Traits);

    /// <summary>Lets windows take a sample.</summary>
    public void Advance(Window[] windows, in Turn turn, ref readonly Sample sample)
    {
        var judgement = On(turn, in sample, windows);
        foreach (var window in windows)
        {
            window.Take(judgement);
        }
    }

    /// <summary>
    /// Judges the kept samples again, from the base on, and leaves the windows as they are after the last of them.
    /// </summary>
    /// <param name="inserted">The sample that was put in between; null where some were taken out.</param>
    /// <returns>By place of a rule: what it came to.</returns>
    public Rejudged[] Rejudge(in Turn turn, Sample? inserted)
    {
        var rules = turn.Plan.Of(kind).Rules;
        var results = new Rejudged[rules.Length];
        Array.Fill(results, new Rejudged { Progress = RuleProgress.None, After = long.MinValue, AnsweredAt = Instant.Min });
        foreach (ref readonly var track in Tracks)
        {
            results[track.Place] = new Rejudged { Progress = track.Base, After = track.After, AnsweredAt = track.AnsweredAt };
        }

        for (var i = 0; i < Windows.Length; i++)
        {
            Windows[i].Assign(BaseWindows[i]);
        }

        for (var s = 0; s < Count; s++)
        {
            ref var sample = ref this[s];
            Advance(Windows, turn, in sample);
            var judgement = On(turn, in sample, Windows);
            sample.Stirred = 0;
            for (var i = 0; i < rules.Length; i++)
            {
                if (sample.Position > results[i].After)
                {
                    var verdict = results[i].Take(rules[i], judgement, turn.IsWatched(rules[i], test), inserted);
                    sample.Stirred |= verdict == Verdict.Breach ? Sample.Bit(i) : 0;
                }
            }
        }

        return results;
    }

    /// <summary>Makes the series one of this plan; windows and tracks of what stayed are kept.</summary>
    /// <param name="known">Whether a rule was there before; one that was not judges from the next reading on.</param>
    public void Bind(in Turn turn, KindPlan plan, Func<CompiledRule, bool> known)
    {
        BindTracks(plan, known, turn.State.Position);
        for (var i = 0; i < Count; i++)
        {
            // The places are others now.
            this[i].Stirred = this[i].Stirred != 0 ? ulong.MaxValue : 0;
        }

        BaseWindows = [.. plan.Windows.Select(KeptWindow)];
        Windows = [.. BaseWindows.Select(w => w.Copy())];
        _storedWindows = [];
        for (var i = 0; i < Count && Windows.Length > 0; i++)
        {
            Advance(Windows, turn, in this[i]);
        }
    }

    private Window KeptWindow(WindowSpec spec) =>
        BaseWindows.FirstOrDefault(w => w.Spec.Key == spec.Key) ?? _storedWindows.FirstOrDefault(w => w.Key == spec.Key)?.As(spec) ?? new Window(spec);

    private void Grow()
    {
        var larger = new Sample[_samples.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        (_samples, _head) = (larger, 0);
    }
}
