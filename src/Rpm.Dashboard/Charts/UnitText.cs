using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Charts;

/// <summary>Numbers with their units as people write them.</summary>
public static class UnitText
{
    /// <summary>The digits as sent, "low" and "high" in words, without unit.</summary>
    public static string Number(Quantity quantity) => quantity.Comparator switch
    {
        Comparator.Low => string.Create(CultureInfo.InvariantCulture, $"below {quantity.ToDecimal()}"),
        Comparator.High => string.Create(CultureInfo.InvariantCulture, $"above {quantity.ToDecimal()}"),
        _ => quantity.ToDecimal().ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A quantity with its unit.</summary>
    public static string Of(Quantity quantity) => $"{Number(quantity)} {Units.Display(quantity.Unit)}".TrimEnd();

    /// <summary>Digits behind the point with which a computed number of this unit is shown.</summary>
    public static int Decimals(Unit unit) => unit is Unit.MillimolePerLitre or Unit.Celsius or Unit.Fahrenheit or Unit.Kilogram or Unit.Pound or Unit.Kilopascal ? 1 : 0;

    /// <summary>A computed number in its unit's customary digits.</summary>
    public static string Number(double value, Unit unit) =>
        Math.Round(value, Decimals(unit), MidpointRounding.AwayFromZero).ToString($"F{Decimals(unit)}", CultureInfo.InvariantCulture);
}
