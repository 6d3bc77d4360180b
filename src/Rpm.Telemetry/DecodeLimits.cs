namespace Rpm.Telemetry;

/// <summary>What decoders accept: the validated <see cref="ReadingOptions"/>, laid out for the hot path. Immutable.</summary>
public sealed class DecodeLimits
{
    /// <summary>No setting allows deeper nesting.</summary>
    public const int DepthBound = 64;

    // No range that is set goes so far; a whole number beyond it is judged like any other.
    private const long Far = 1L << 53;

    private readonly PlausibleRange[] _ranges;
    private readonly Unit[] _canonical;
    private readonly Whole[] _wholes;

    private DecodeLimits(ReadingOptions options, bool allowTest)
    {
        MaxAge = options.MaxAge;
        MaxFuture = options.MaxFuture;
        MaxArrayLength = options.MaxArrayLength;
        MaxDepth = options.MaxDepth;
        AllowTest = allowTest;
        _ranges = new PlausibleRange[Measures.All.Max(m => (int)m.Measure) + 1];
        _canonical = new Unit[_ranges.Length];
        _wholes = new Whole[_ranges.Length];
        foreach (var definition in Measures.All)
        {
            _canonical[(int)definition.Measure] = definition.CanonicalUnit;
            var range = definition.Plausible ?? new PlausibleRange(double.NegativeInfinity, double.PositiveInfinity);
            if (options.Plausible.TryGetValue(definition.Name, out var set))
            {
                range = new PlausibleRange(set.Low ?? range.Low, set.High ?? range.High);
            }

            _ranges[(int)definition.Measure] = range;
            _wholes[(int)definition.Measure] = new Whole
            {
                Tag = MeasureValue.TagOf(definition.Measure, 0, definition.CanonicalUnit),
                Least = range.Low < -Far ? -Far : (long)Math.Ceiling(range.Low),
                Most = range.High > Far ? Far : (long)Math.Floor(range.High),
            };
        }
    }

    /// <summary>The contract's defaults; test readings refused.</summary>
    public static DecodeLimits Default { get; } = Create(new ReadingOptions(), allowTest: false);

    /// <inheritdoc cref="ReadingOptions.MaxAge"/>
    public TimeSpan MaxAge { get; }

    /// <inheritdoc cref="ReadingOptions.MaxFuture"/>
    public TimeSpan MaxFuture { get; }

    /// <inheritdoc cref="ReadingOptions.MaxArrayLength"/>
    public int MaxArrayLength { get; }

    /// <inheritdoc cref="ReadingOptions.MaxDepth"/>
    public int MaxDepth { get; }

    /// <summary>Whether simulated readings are taken (<c>Rpm:AllowTest</c>).</summary>
    public bool AllowTest { get; }

    /// <summary>The limits of these settings.</summary>
    /// <exception cref="ArgumentException">The settings have faults: ask <see cref="ReadingOptions.Validate"/> first.</exception>
    public static DecodeLimits Create(ReadingOptions options, bool allowTest)
    {
        var faults = options.Validate();
        return faults.Count == 0
            ? new DecodeLimits(options, allowTest)
            : throw new ArgumentException($"{faults[0].Key} {faults[0].Value}", nameof(options));
    }

    /// <summary>Whether a member lies in its plausible range; one beyond the sensor's range has no number to judge.</summary>
    internal bool Fits(in MeasureValue value)
    {
        ref readonly var whole = ref _wholes[(int)value.Measure];
        return value.Tag == whole.Tag ? value.Mantissa >= whole.Least && value.Mantissa <= whole.Most : FitsAnyway(value.Measure, value.Quantity);
    }

    private bool FitsAnyway(Measure measure, Quantity quantity)
    {
        if (quantity.Unit != _canonical[(int)measure] || quantity.Comparator != Comparator.None)
        {
            return quantity.Comparator != Comparator.None || Plausible(measure).Contains(Units.ToCanonical(quantity));
        }

        ref readonly var range = ref _ranges[(int)measure];
        var number = quantity.Decimals == 0 ? quantity.Mantissa : quantity.Value;
        return number >= range.Low && number <= range.High;
    }

    /// <summary>The plausible range in the canonical unit; without ends where every number is possible.</summary>
    public PlausibleRange Plausible(Measure measure) => _ranges[(int)measure];

    // Whole numbers in the canonical unit, as most are, and what of them is plausible.
    private struct Whole
    {
        public long Least;
        public long Most;
        public uint Tag;
    }
}
