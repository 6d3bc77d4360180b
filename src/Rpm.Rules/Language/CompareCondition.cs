using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>A measure against a limit, judged in the unit that was sent with that unit's own cut point.</summary>
internal sealed class CompareCondition : Condition
{
    private readonly Comparison _comparison;

    // By number of the unit; NaN where the limit has no value in it, so that nothing compares true by accident.
    private readonly double[] _limits;
    private readonly Quantity[] _quantities;
    private readonly bool _zeroIsNone;

    public CompareCondition(Measure measure, Comparison comparison, CutPoint limit)
    {
        Measure = measure;
        _comparison = comparison;
        var units = Enum.GetValues<Unit>().Length;
        (_limits, _quantities) = (new double[units], new Quantity[units]);
        Array.Fill(_limits, double.NaN);
        foreach (var unit in Measures.Of(measure).AcceptedUnits)
        {
            if (limit.In(unit) is { } quantity)
            {
                _quantities[(int)unit] = quantity;
                _limits[(int)unit] = quantity.Value;
            }
        }

        // Zero, where no living patient has it, is a device's way to say "not measured".
        _zeroIsNone = Measures.Of(measure).Plausible is { Low: > 0 };
    }

    public Measure Measure { get; }

    public override Truth Evaluate(in MeasureValues values, QualityFlags quality)
    {
        if (!values.TryGet(Measure, out var quantity))
        {
            return Truth.Unknown;
        }

        var limit = _limits[(int)quantity.Unit];
        if (double.IsNaN(limit) || (_zeroIsNone && quantity.Mantissa == 0))
        {
            return Truth.Unknown;
        }

        // "low" is somewhere below the sensor's range and "high" above it: beyond every limit on that side, also one beyond
        // the clamp itself, where only this direction is safe.
        var value = quantity.Comparator switch
        {
            Comparator.Low => double.NegativeInfinity,
            Comparator.High => double.PositiveInfinity,
            _ => quantity.Value,
        };
        var holds = _comparison switch
        {
            Comparison.Below => value < limit,
            Comparison.AtMost => value <= limit,
            Comparison.Above => value > limit,
            _ => value >= limit,
        };
        return holds ? Truth.True : Truth.False;
    }

    public override CompareCondition? Deciding(in MeasureValues values, QualityFlags quality) =>
        Evaluate(values, quality) == Truth.True ? this : null;

    /// <summary>The limit in the unit sent.</summary>
    public Quantity LimitIn(Unit unit) => _quantities[(int)unit];
}
