using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// What one device sent of one kind, real and test readings apart: the recent samples in order of measurement, and every
/// rule's progress on them. Holds never span two series.
/// </summary>
internal sealed class Series(string device, Kind kind, bool test)
{
    /// <summary>No more samples than this are kept for putting a late-comer in its place.</summary>
    public const int Capacity = 64;

    // Oldest first, from _head, around the end.
    private Sample[] _samples = new Sample[4];
    private int _head;

    // A kind's bound of lateness is as far back as a reading can still be judged.
    private readonly long _keep = (long)(Kinds.Of(kind).LateAfter ?? TimeSpan.FromHours(1)).TotalMilliseconds;

    public string Device => device;

    public Kind Kind => kind;

    public bool Test => test;

    public int Count { get; private set; }

    /// <summary>The newest sample that was given up; nothing can be put before it.</summary>
    public Instant Floor { get; set; } = Instant.Min;

    /// <summary>In the order of the plan's rules for the kind.</summary>
    public Track[] Tracks { get; set; } = [];

    /// <summary>The rules' hashes, in the same order.</summary>
    public string[] Hashes { get; set; } = [];

    public ref Sample this[int index] => ref _samples[(_head + index) & (_samples.Length - 1)];

    public bool IsNewest(in Sample sample) => Count == 0 ? sample.Time > Floor : sample.CompareTo(this[Count - 1]) > 0;

    /// <summary>Puts a sample behind all others and gives up those that nothing can come before any more.</summary>
    public void Append(in Sample sample, CompiledRule[] rules)
    {
        while (Count > 0 && (Count == Capacity || sample.Time.UnixMilliseconds - this[0].Time.UnixMilliseconds > _keep))
        {
            GiveUpOldest(rules);
        }

        Restore(sample);
    }

    /// <summary>Puts a sample back behind those restored before it.</summary>
    public void Restore(in Sample sample)
    {
        Grow();
        Count++;
        this[Count - 1] = sample;
    }

    /// <summary>Puts a sample in its place among the others; false where it is older than all that is kept.</summary>
    public bool Insert(in Sample sample, CompiledRule[] rules)
    {
        if (sample.Time <= Floor || (Count == Capacity && sample.CompareTo(this[0]) < 0))
        {
            return false;
        }

        if (Count == Capacity)
        {
            GiveUpOldest(rules);
        }

        Grow();
        Count++;
        var place = Count - 1;
        for (; place > 0 && sample.CompareTo(this[place - 1]) < 0; place--)
        {
            this[place] = this[place - 1];
        }

        this[place] = sample;
        return true;
    }

    /// <summary>Takes samples out that match; how many they were.</summary>
    public int Remove(EvidenceSpan span)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
        {
            if (!span.Covers(this[i].Time, this[i].Ordinal))
            {
                this[kept++] = this[i];
            }
        }

        var removed = Count - kept;
        Count = kept;
        return removed;
    }

    /// <summary>Judges the kept samples again, from the base on.</summary>
    /// <param name="inserted">The time of the sample that was put in between.</param>
    /// <param name="episode">Where the run that holds it was confirmed; none where it was not.</param>
    public RuleProgress Judge(CompiledRule rule, in Track track, Instant inserted, out RuleProgress? episode)
    {
        episode = null;
        var progress = track.Base;
        for (var i = 0; i < Count; i++)
        {
            ref var sample = ref this[i];
            if (sample.Position > track.After)
            {
                var confirmations = progress.Confirmations;
                progress.Take(rule, sample);
                if (progress.Confirmations > confirmations && progress.ConfirmedStart <= inserted && sample.Time >= inserted)
                {
                    episode ??= progress;
                }
            }
        }

        return progress;
    }

    private void GiveUpOldest(CompiledRule[] rules)
    {
        ref var oldest = ref this[0];
        for (var i = 0; i < rules.Length; i++)
        {
            if (oldest.Position > Tracks[i].After)
            {
                Tracks[i].Base.Take(rules[i], oldest);
            }
        }

        Floor = oldest.Time;
        _head = (_head + 1) & (_samples.Length - 1);
        Count--;
    }

    private void Grow()
    {
        if (Count < _samples.Length)
        {
            return;
        }

        var larger = new Sample[_samples.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        (_samples, _head) = (larger, 0);
    }
}
