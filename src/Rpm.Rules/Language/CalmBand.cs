using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>
/// Between which values no condition of a set of rules can be true. Nearly every reading is of that sort and needs no rule to be
/// looked at.
/// </summary>
internal sealed class CalmBand
{
    private static readonly int MeasureCount = (int)Enum.GetValues<Measure>().Max();

    // Of a reading that is judged by more than its values: no measure has this bit.
    private const uint Other = 1u << 31;

    // Ages are judged to a hundredth of a minute.
    private const long Second = 1_000;

    // In the order of their measures, so that those of one lie together.
    private CalmRange[] _ranges = [];

    // By measure: where its ranges begin; where those of the next begin they end.
    private readonly byte[] _starts = new byte[MeasureCount + 2];
    private Usual[] _usual = [];
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
            Index();
        }

        return narrowed;
    }

    /// <summary>There is no band for this condition.</summary>
    public void Refuse() => _refused = true;

    public void AtLeast(Measure measure, Unit unit, double limit, bool inclusive)
    {
        ref var range = ref Find(measure, unit);
        range.AtLeast(inclusive ? limit : Math.BitIncrement(limit));
    }

    public void AtMost(Measure measure, Unit unit, double limit, bool inclusive)
    {
        ref var range = ref Find(measure, unit);
        range.AtMost(inclusive ? limit : Math.BitDecrement(limit));
    }

    /// <summary>Readings that are older than this when they arrive, in milliseconds.</summary>
    public void OlderThan(double milliseconds) => _youngest = Math.Max(_youngest, (long)Math.Ceiling(milliseconds) + Second);

    /// <summary>Readings that are younger than this when they arrive, in milliseconds.</summary>
    public void YoungerThan(double milliseconds) => _oldest = Math.Min(_oldest, (long)Math.Floor(milliseconds) - Second);

    /// <summary>Nothing more comes: from here on the usual values are found at once.</summary>
    public void Seal()
    {
        _usual = new Usual[(MeasureCount + 1) * MantissaCut.Scales];
        foreach (var measure in Enum.GetValues<Measure>())
        {
            // The first unit that has a range; of a measure without one any number will do, in the unit that stands for the others.
            var place = Array.FindIndex(_ranges, r => r.Measure == measure);
            var unit = place < 0 ? Measures.Of(measure).CanonicalUnit : _ranges[place].Unit;
            for (byte decimals = 0; decimals < MantissaCut.Scales; decimals++)
            {
                var (least, most) = (long.MinValue, long.MaxValue);
                if (place < 0 || _ranges[place].TryMantissas(decimals, out least, out most))
                {
                    _usual[((int)measure * MantissaCut.Scales) + decimals] =
                        new Usual { Tag = MeasureValue.TagOf(measure, decimals, unit), Least = least, Width = (ulong)(most - least) };
                }
            }
        }
    }

    /// <summary>What <see cref="Outside"/> must share a bit with for anything to be true: the measures that are bounded, and what is true of other things.</summary>
    public uint Bounded => _ranges.Aggregate(Other, (bits, range) => bits | Bit(range.Measure));

    /// <summary>Which of a reading's values, a bit for each measure, lie outside; every bit, of one that is too old or too young.</summary>
    /// <param name="values">The values of a reading that carries no quality flag.</param>
    /// <param name="age">How old it was when it arrived, in milliseconds.</param>
    public uint Outside(ref readonly MeasureValues values, long age)
    {
        if (age < _youngest || age > _oldest)
        {
            return uint.MaxValue;
        }

        var outside = 0u;
        var usual = _usual;
        foreach (ref readonly var value in values.Members)
        {
            var tag = value.Tag;
            var place = ((int)(tag & 0xFF) * MantissaCut.Scales) + (int)((tag >> 8) & (MantissaCut.Scales - 1));
            if ((uint)place >= (uint)usual.Length || usual[place].Tag != tag)
            {
                return OutsideAnyway(in values);
            }

            if ((ulong)(value.Mantissa - usual[place].Least) > usual[place].Width)
            {
                outside |= Bit(value.Measure);
            }
        }

        return outside;
    }

    private static uint Bit(Measure measure) => 1u << (int)measure;

    // With a value in another unit, with many decimals, or beyond the sensor's range.
    private uint OutsideAnyway(ref readonly MeasureValues values)
    {
        var outside = 0u;
        foreach (ref readonly var value in values.Members)
        {
            var measure = (int)value.Measure;
            for (var i = _starts[measure]; i < _starts[measure + 1]; i++)
            {
                if (_ranges[i].Unit == value.Unit && !_ranges[i].Holds(in value))
                {
                    outside |= Bit(value.Measure);
                }
            }
        }

        return outside;
    }

    private ref CalmRange Find(Measure measure, Unit unit)
    {
        var place = Array.FindIndex(_ranges, r => r.Measure == measure && r.Unit == unit);
        if (place < 0)
        {
            _ranges = [.. _ranges.Append(new CalmRange(measure, unit)).OrderBy(r => r.Measure)];
            Index();
            place = Array.FindIndex(_ranges, r => r.Measure == measure && r.Unit == unit);
        }

        return ref _ranges[place];
    }

    private void Index()
    {
        for (var measure = 0; measure < _starts.Length; measure++)
        {
            _starts[measure] = (byte)_ranges.Count(r => (int)r.Measure < measure);
        }
    }

    // The bounds of one measure in its usual unit with so many decimals.
    private struct Usual
    {
        public long Least;
        public ulong Width;
        public uint Tag;
    }
}
