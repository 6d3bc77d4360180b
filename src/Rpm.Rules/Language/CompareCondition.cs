using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>A term against a limit, judged in the unit that was sent with that unit's own cut point.</summary>
internal sealed class CompareCondition : Condition
{
    private readonly Comparison _comparison;

    // The limit in each unit that has one: one or two, so that looking through them is quicker than a table.
    private readonly Quantity[] _quantities;
    private readonly double[] _limits;
    private readonly bool _zeroIsNone;
    private readonly bool _below;

    // Where the limits cut the numbers that the comparison is true of from the others; null where one of them has no cut.
    private readonly MantissaCut[]? _cuts;

    // Most terms are a measure as it was sent: it needs no way round.
    private readonly Measure _measure;

    public CompareCondition(Term term, Comparison comparison, CutPoint limit)
    {
        Term = term;
        _comparison = comparison;
        _quantities = [.. term.Units.Select(u => term.IsDifference ? limit.DifferenceIn(u) : limit.In(u)).OfType<Quantity>()];
        _limits = [.. _quantities.Select(q => q.Value)];
        _zeroIsNone = term.ZeroIsNone;
        _below = comparison is Comparison.Below or Comparison.AtMost;
        _cuts = Cuts();
        _measure = term is MeasureTerm { Measure: { } measure } ? measure : default;
    }

    public Term Term { get; }

    public override Truth Evaluate(in Judgement judgement)
    {
        Quantity quantity;
        if (!(_measure != default ? judgement.Sample.Values.TryGet(_measure, out quantity) : Term.TryGet(judgement, out quantity)))
        {
            return Truth.Unknown;
        }

        var place = PlaceOf(quantity.Unit);
        if (place < 0 || (_zeroIsNone && quantity.Mantissa == 0))
        {
            return Truth.Unknown;
        }

        if (_cuts is { } cuts && quantity.Decimals < MantissaCut.Scales && quantity.Comparator == Comparator.None)
        {
            return quantity.Mantissa < cuts[place][quantity.Decimals] == _below ? Truth.True : Truth.False;
        }

        var limit = _limits[place];

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

    public override CompareCondition? Deciding(in Judgement judgement) => Evaluate(judgement) == Truth.True ? this : null;

    /// <summary>The limit in the unit sent.</summary>
    public Quantity LimitIn(Unit unit) => _quantities[PlaceOf(unit)];

    public override void Calm(CalmBand band)
    {
        if (Term is AgeTerm && _limits is [var minutes])
        {
            if (_comparison is Comparison.Below or Comparison.AtMost)
            {
                band.OlderThan(minutes * 60_000);
            }
            else
            {
                band.YoungerThan(minutes * 60_000);
            }

            return;
        }

        if (Term is not MeasureTerm { Measure: { } measure })
        {
            band.Refuse();
            return;
        }

        for (var i = 0; i < _limits.Length; i++)
        {
            if (_comparison is Comparison.Below or Comparison.AtMost)
            {
                band.AtLeast(measure, _quantities[i].Unit, _limits[i], inclusive: _comparison == Comparison.Below);
            }
            else
            {
                band.AtMost(measure, _quantities[i].Unit, _limits[i], inclusive: _comparison == Comparison.Above);
            }
        }
    }

    private MantissaCut[]? Cuts()
    {
        var cuts = new MantissaCut[_limits.Length];
        for (var i = 0; i < cuts.Length; i++)
        {
            // What is "at most" the limit is below the next number after it, and what is "above" it is not.
            var first = _comparison is Comparison.AtMost or Comparison.Above ? Math.BitIncrement(_limits[i]) : _limits[i];
            if (!MantissaCut.TryFind(first, out cuts[i]))
            {
                return null;
            }
        }

        return cuts;
    }

    private int PlaceOf(Unit unit)
    {
        for (var i = 0; i < _quantities.Length; i++)
        {
            if (_quantities[i].Unit == unit)
            {
                return i;
            }
        }

        return -1;
    }
}
