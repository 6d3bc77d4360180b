using System.Collections.Immutable;
using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Rules.Language;

/// <summary>
/// A limit with its unit; for glucose one number for each of the two units, because neither is the conversion of the other
/// (10.0 mmol/L is 180.156 mg/dL and yet both limits are "180").
/// </summary>
internal sealed record CutPoint(ImmutableArray<Quantity> Quantities)
{
    // A converted pressure or temperature is compared and shown with these digits, so that what is shown is what was compared.
    private const int ConvertedDecimals = 6;

    /// <summary>The unit that stands for its dimension.</summary>
    public Unit Dimension => Units.Canonical(Quantities[0].Unit);

    /// <summary>Whether this dimension is judged with each unit's own cut point and never with a converted one.</summary>
    public static bool NeedsEachUnit(Unit dimension) => dimension is Unit.MilligramPerDecilitre or Unit.MilligramPerDecilitrePerMinute;

    /// <summary>Parses <c>88 %</c> or <c>55 mg/dL | 3.0 mmol/L</c>.</summary>
    public static bool TryParse(string text, out CutPoint cutPoint, out string error)
    {
        cutPoint = null!;
        error = "";
        var parts = text.Split('|', StringSplitOptions.TrimEntries);
        var quantities = ImmutableArray.CreateBuilder<Quantity>();
        foreach (var part in parts)
        {
            if (!TryParseQuantity(part, out var quantity, out error))
            {
                return false;
            }

            if (quantities.Any(q => q.Unit == quantity.Unit))
            {
                error = $"'{Units.Ucum(quantity.Unit)}' is given twice.";
                return false;
            }

            quantities.Add(quantity);
        }

        if (quantities.Any(q => Units.Canonical(q.Unit) != Units.Canonical(quantities[0].Unit)))
        {
            error = $"The alternatives of '{text}' measure different things.";
            return false;
        }

        cutPoint = new CutPoint(quantities.ToImmutable());
        return true;
    }

    /// <summary>The limit in <paramref name="unit"/>: its own cut point, or the conversion where the dimension allows one; null otherwise.</summary>
    public Quantity? In(Unit unit)
    {
        foreach (var quantity in Quantities)
        {
            if (quantity.Unit == unit)
            {
                return quantity;
            }
        }

        if (Units.Canonical(unit) != Dimension || NeedsEachUnit(Dimension))
        {
            return null;
        }

        var value = Units.FromCanonical(Units.ToCanonical(Quantities[0]), unit);
        return FromDouble(value, ConvertedDecimals, unit);
    }

    /// <summary>The limit of a difference in <paramref name="unit"/>: one degree Celsius more is 1.8 degrees Fahrenheit more.</summary>
    public Quantity? DifferenceIn(Unit unit)
    {
        if (Quantities.FirstOrDefault(q => q.Unit == unit) is { Unit: not Unit.None } own)
        {
            return own;
        }

        if (Units.Canonical(unit) != Dimension || NeedsEachUnit(Dimension))
        {
            return null;
        }

        var difference = Units.ToCanonical(Quantities[0]) - Units.ToCanonical(0, Quantities[0].Unit);
        return FromDouble(Units.FromCanonical(difference + Units.ToCanonical(0, unit), unit), ConvertedDecimals, unit);
    }

    /// <summary>A number without a unit as a number of something that has none, as a score.</summary>
    public CutPoint As(Unit unit) => Quantities is [{ Unit: Unit.One } number] ? new CutPoint([number with { Unit = unit }]) : this;

    /// <summary>The sum, unit by unit; null where <paramref name="offset"/> lacks a unit.</summary>
    public CutPoint? Plus(CutPoint offset)
    {
        var sums = ImmutableArray.CreateBuilder<Quantity>();
        foreach (var quantity in Quantities)
        {
            var match = offset.Quantities.FirstOrDefault(q => q.Unit == quantity.Unit);
            if (match == default)
            {
                return null;
            }

            var decimals = Math.Max(quantity.Decimals, match.Decimals);
            sums.Add(FromDecimal(quantity.ToDecimal() + match.ToDecimal(), decimals, quantity.Unit));
        }

        return new CutPoint(sums.ToImmutable());
    }

    /// <summary>The negative, for an offset that is subtracted.</summary>
    public CutPoint Negated() => new([.. Quantities.Select(q => q with { Mantissa = -q.Mantissa })]);

    /// <summary>
    /// With the cut point that custom pairs with a glucose limit given in one unit only (70 mg/dL with 3.9 mmol/L): mmol/L to one
    /// decimal, mg/dL to none. Other dimensions stay as they are.
    /// </summary>
    public CutPoint Completed()
    {
        if (Quantities.Length > 1 || !NeedsEachUnit(Dimension))
        {
            return this;
        }

        var (other, decimals) = Quantities[0].Unit switch
        {
            Unit.MilligramPerDecilitre => (Unit.MillimolePerLitre, 1),
            Unit.MillimolePerLitre => (Unit.MilligramPerDecilitre, 0),
            Unit.MilligramPerDecilitrePerMinute => (Unit.MillimolePerLitrePerMinute, 2),
            _ => (Unit.MilligramPerDecilitrePerMinute, 1),
        };
        return new CutPoint([Quantities[0], FromDouble(Units.FromCanonical(Units.ToCanonical(Quantities[0]), other), decimals, other)]);
    }

    public bool Equals(CutPoint? other) => other is not null && Quantities.SequenceEqual(other.Quantities);

    public override int GetHashCode() => Quantities.Aggregate(0, HashCode.Combine);

    public override string ToString() => string.Join(" | ", Quantities);

    private static bool TryParseQuantity(string text, out Quantity quantity, out string error)
    {
        quantity = default;
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '-' or '+'))
        {
            end++;
        }

        if (!decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) > 1_000_000 || number.Scale > 9)
        {
            error = $"'{text}' does not begin with a number.";
            return false;
        }

        var unitText = text.AsSpan(end).Trim();
        if (unitText.IsEmpty)
        {
            error = $"'{text}' has no unit.";
            return false;
        }

        if (!Units.TryParse(unitText, out var unit))
        {
            error = $"'{unitText}' is not a unit that Rpm knows.";
            return false;
        }

        quantity = FromDecimal(number, number.Scale, unit);
        error = "";
        return true;
    }

    private static Quantity FromDouble(double value, int decimals, Unit unit) =>
        FromDecimal(Math.Round((decimal)value, decimals, MidpointRounding.AwayFromZero), decimals, unit);

    private static Quantity FromDecimal(decimal value, int decimals, Unit unit)
    {
        var scale = 1m;
        for (var i = 0; i < decimals; i++)
        {
            scale *= 10;
        }

        return new Quantity((long)(value * scale), (byte)decimals, unit);
    }
}
