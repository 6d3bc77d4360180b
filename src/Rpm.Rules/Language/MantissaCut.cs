using System.Runtime.CompilerServices;
using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>
/// Where a limit cuts the mantissas of numbers with few decimals, as nearly all are sent: comparing a mantissa with it says the same as
/// comparing <see cref="Quantity.Value"/> with the limit, without a division.
/// </summary>
internal struct MantissaCut
{
    /// <summary>Numbers with so many decimals, or more, are compared as doubles.</summary>
    public const int Scales = 4;

    // Limits are clinical numbers; one beyond this has no cut.
    private const double Far = 1e15;

    private Cuts _cuts;

    /// <summary>The cut of a limit; false where it is no clinical number.</summary>
    /// <param name="cut">By number of decimals: the smallest mantissa whose value is not below the limit.</param>
    public static bool TryFind(double limit, out MantissaCut cut)
    {
        cut = default;
        for (byte decimals = 0; decimals < Scales; decimals++)
        {
            var scaled = limit * Math.Pow(10, decimals);
            if (!(Math.Abs(scaled) < Far))
            {
                return false;
            }

            var mantissa = (long)Math.Floor(scaled) - 2;
            while (new Quantity(mantissa, decimals, Unit.None).Value < limit)
            {
                mantissa++;
            }

            cut._cuts[decimals] = mantissa;
        }

        return true;
    }

    /// <summary>The smallest mantissa with so many decimals that is not below the limit.</summary>
    public readonly long this[int decimals] => _cuts[decimals];

    [InlineArray(Scales)]
    private struct Cuts
    {
        private long _first;
    }
}
