using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>
/// Between which values no condition of a set of rules can be true. Nearly every reading is of that sort and needs no rule to be
/// looked at.
/// </summary>
internal sealed class CalmBand
{
    // Ages are judged to a hundredth of a minute.
    private const long Second = 1_000;

    private Range[] _ranges = [];
    private long _youngest = long.MinValue;
    private long _oldest = long.MaxValue;
    private bool _refused;

    /// <summary>Tries to take a condition in; false, and unchanged, where it may be true of any reading.</summary>
    public bool TryNarrow(Condition condition)
    {
        var (ranges, refused, youngest, oldest) = (_ranges, _refused, _youngest, _oldest);
        (_ranges, _refused) = ([.. ranges], false);
        condition.Calm(this);
        var narrowed = !_refused;
        _refused = refused;
        if (!narrowed)
        {
            (_ranges, _youngest, _oldest) = (ranges, youngest, oldest);
        }

        return narrowed;
    }

    /// <summary>There is no band for this condition.</summary>
    public void Refuse() => _refused = true;

    public void AtLeast(Measure measure, Unit unit, double limit, bool inclusive)
    {
        ref var range = ref Find(measure, unit);
        range.Low = Math.Max(range.Low, inclusive ? limit : Math.BitIncrement(limit));
    }

    public void AtMost(Measure measure, Unit unit, double limit, bool inclusive)
    {
        ref var range = ref Find(measure, unit);
        range.High = Math.Min(range.High, inclusive ? limit : Math.BitDecrement(limit));
    }

    /// <summary>Readings that are older than this when they arrive, in milliseconds.</summary>
    public void OlderThan(double milliseconds) => _youngest = Math.Max(_youngest, (long)Math.Ceiling(milliseconds) + Second);

    /// <summary>Readings that are younger than this when they arrive, in milliseconds.</summary>
    public void YoungerThan(double milliseconds) => _oldest = Math.Min(_oldest, (long)Math.Floor(milliseconds) - Second);

    /// <summary>Whether the sample, which must carry no quality flag, lies within it with every value.</summary>
    public bool Holds(in Sample sample)
    {
        var age = sample.Received.UnixMilliseconds - sample.Time.UnixMilliseconds;
        if (age < _youngest || age > _oldest)
        {
            return false;
        }

        foreach (ref readonly var range in _ranges.AsSpan())
        {
            if (sample.Values.TryGet(range.Measure, out var quantity) && quantity.Unit == range.Unit)
            {
                var value = quantity.Value;
                if (quantity.Comparator != Comparator.None || !(value >= range.Low && value <= range.High))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private ref Range Find(Measure measure, Unit unit)
    {
        for (var i = 0; i < _ranges.Length; i++)
        {
            if (_ranges[i].Measure == measure && _ranges[i].Unit == unit)
            {
                return ref _ranges[i];
            }
        }

        _ranges = [.. _ranges, new Range { Measure = measure, Unit = unit, Low = double.NegativeInfinity, High = double.PositiveInfinity }];
        return ref _ranges[^1];
    }

    private struct Range
    {
        public Measure Measure;
        public Unit Unit;
        public double Low;
        public double High;
    }
}
