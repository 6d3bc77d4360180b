using Rpm.Rules.Language;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Windows;

/// <summary>
/// The readings of the last stretch of one series, in slices: exact as long as there is at most one reading a slice (a CGM, a cuff, a
/// scale), and otherwise exact to a slice's width, a sixtieth of the window. A slice belongs to the window for as long as its newest reading does.
/// </summary>
internal sealed class Window(WindowSpec spec)
{
    /// <summary>Of values, to integers.</summary>
    public const double Micro = 1e6;

    private readonly bool _zeroIsNone = spec.Measure is { } measure && Measures.Of(measure).Plausible is { Low: > 0 };

    // Oldest first, from _head, around the end.
    private Slice[] _slices = [];
    private int _head;
    private int _doubtful;

    public WindowSpec Spec => spec;

    public int Count { get; private set; }

    /// <summary>For counting dips; null where none are.</summary>
    public DipDetector? Dips { get; private set; } = spec.Depth > 0 ? new DipDetector(spec.Depth) : null;

    /// <summary>Whether any slice is of doubtful quality.</summary>
    public bool AnyDoubtful => _doubtful > 0;

    public ref Slice this[int index] => ref _slices[(_head + index) & (_slices.Length - 1)];

    /// <summary>Takes the next reading in order of measurement. What can belong to no later window is given up.</summary>
    public void Take(in Judgement judgement)
    {
        ref readonly var sample = ref judgement.Sample;
        if ((sample.Quality & (QualityNames.Unusable | QualityFlags.SensorOff)) != 0)
        {
            return;
        }

        GiveUp(sample.Time.UnixMilliseconds - spec.Span);
        var doubtful = (sample.Quality & QualityNames.Questionable) != 0;
        if (spec.Filter is { } filter)
        {
            if (filter.Evaluate(judgement) == Truth.True)
            {
                SliceFor(sample.Time, doubtful).Add(sample.Time, 0);
            }

            return;
        }

        if (!sample.Values.TryGet(spec.Measure!.Value, out var quantity) || (_zeroIsNone && quantity.Mantissa == 0))
        {
            return;
        }

        if (quantity.Comparator != Comparator.None)
        {
            if (Dips is null)
            {
                ref var beyond = ref SliceFor(sample.Time, doubtful);
                (beyond.Low, beyond.High) = (beyond.Low || quantity.Comparator == Comparator.Low, beyond.High || quantity.Comparator == Comparator.High);
                beyond.Last = sample.Time;
            }

            return;
        }

        var value = (long)Math.Round(Units.ToCanonical(quantity) * Micro);
        if (Dips is null)
        {
            SliceFor(sample.Time, doubtful).Add(sample.Time, value);
        }
        else if (Dips.Take(sample.Time, value, doubtful))
        {
            SliceFor(sample.Time, doubtful).Add(sample.Time, 0);
        }
    }

    /// <summary>A copy that goes its own way.</summary>
    public Window Copy()
    {
        var copy = new Window(spec) { _slices = (Slice[])_slices.Clone(), _head = _head, _doubtful = _doubtful, Count = Count };
        copy.Dips = Dips?.Copy();
        return copy;
    }

    /// <summary>Becomes what another is.</summary>
    public void Assign(Window other)
    {
        if (_slices.Length != other._slices.Length)
        {
            _slices = new Slice[other._slices.Length];
        }

        other._slices.CopyTo(_slices, 0);
        (_head, _doubtful, Count, Dips) = (other._head, other._doubtful, other.Count, other.Dips?.Copy());
    }

    /// <summary>
    /// Takes a stretch out. A slice that lies in it altogether goes; of one that reaches beyond it nobody can tell what was in it, and it
    /// goes too: less is known then, and nothing wrong.
    /// </summary>
    public void Remove(Instant from, Instant to)
    {
        var kept = 0;
        _doubtful = 0;
        for (var i = 0; i < Count; i++)
        {
            if (this[i].Last < from || this[i].First >= to)
            {
                _doubtful += this[i].Doubtful ? 1 : 0;
                this[kept++] = this[i];
            }
        }

        Count = kept;
    }

    /// <summary>Puts a slice back behind those restored before it.</summary>
    public void Restore(in Slice slice)
    {
        Grow();
        Count++;
        _doubtful += slice.Doubtful ? 1 : 0;
        this[Count - 1] = slice;
    }

    private ref Slice SliceFor(Instant time, bool doubtful)
    {
        var number = Math.DivRem(time.UnixMilliseconds, spec.Width, out var rest) - (rest < 0 ? 1 : 0);
        for (var i = Count - 1; i >= 0 && i >= Count - 2; i--)
        {
            if (this[i].Number == number && this[i].Doubtful == doubtful)
            {
                return ref this[i];
            }
        }

        Restore(new Slice { Number = number, Doubtful = doubtful, First = time, Last = time });
        return ref this[Count - 1];
    }

    private void GiveUp(long before)
    {
        while (Count > 0 && this[0].Last.UnixMilliseconds < before)
        {
            _doubtful -= this[0].Doubtful ? 1 : 0;
            _head = (_head + 1) & (_slices.Length - 1);
            Count--;
        }
    }

    private void Grow()
    {
        if (Count < _slices.Length)
        {
            return;
        }

        var larger = new Slice[Math.Max(2, _slices.Length * 2)];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = this[i];
        }

        (_slices, _head) = (larger, 0);
    }
}
