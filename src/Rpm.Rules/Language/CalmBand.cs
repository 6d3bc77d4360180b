using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>
/// Between which values no condition of a set of rules can be true. Nearly every reading is of that sort and needs no rule to be
/// looked at.
/// </summary>
internal sealed class CalmBand
{
    private Range[] _ranges = [];
    private bool _refused;

    /// <summary>Tries to take a condition in; false, and unchanged, where it may be true of any reading.</summary>
    public bool TryNarrow(Condition condition)
    {
        var (ranges, refused) = (_ranges, _refused);
        (_ranges, _refused) = ([.. ranges], false);
        condition.Calm(this);
        var narrowed = !_refused;
        _refused = refused;
        if (!narrowed)
        {
            _ranges = ranges;
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

    /// <summary>Whether the sample, which must carry no quality flag, lies within it with every value.</summary>
    public bool Holds(in Sample sample)
    {
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
