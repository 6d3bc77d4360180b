using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>Between which numbers of one measure in one unit nothing is true.</summary>
internal struct CalmRange(Measure measure, Unit unit)
{
    private double _low = double.NegativeInfinity;
    private double _high = double.PositiveInfinity;

    public readonly Measure Measure => measure;

    public readonly Unit Unit => unit;

    public void AtLeast(double limit) => _low = Math.Max(_low, limit);

    public void AtMost(double limit) => _high = Math.Min(_high, limit);

    /// <summary>Whether a number in the range's unit lies in it. One beyond the sensor's range is in none.</summary>
    public readonly bool Holds(ref readonly MeasureValue value)
    {
        var number = value.Quantity.Value;
        return value.Comparator == Comparator.None && number >= _low && number <= _high;
    }

    /// <summary>The mantissas with so many decimals that lie in it; false where there are none, or where a bound is no clinical number.</summary>
    public readonly bool TryMantissas(byte decimals, out long least, out long most)
    {
        (least, most) = (long.MinValue, long.MaxValue);
        if (!double.IsNegativeInfinity(_low))
        {
            if (!MantissaCut.TryFind(_low, out var cut))
            {
                return false;
            }

            least = cut[decimals];
        }

        if (!double.IsPositiveInfinity(_high))
        {
            // The last that is not above it is the one before the first that is.
            if (!MantissaCut.TryFind(Math.BitIncrement(_high), out var cut))
            {
                return false;
            }

            most = cut[decimals] - 1;
        }

        return least <= most;
    }
}
