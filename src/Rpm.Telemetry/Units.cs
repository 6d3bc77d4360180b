namespace Rpm.Telemetry;

/// <summary>UCUM codes of the units.</summary>
public static class Units
{
    /// <summary>The UCUM code; empty for <see cref="Unit.None"/>.</summary>
    public static string Ucum(Unit unit) => unit switch
    {
        Unit.MillimetreOfMercury => "mm[Hg]",
        Unit.Kilopascal => "kPa",
        Unit.Percent => "%",
        Unit.PerMinute => "/min",
        Unit.MilligramPerDecilitre => "mg/dL",
        Unit.MillimolePerLitre => "mmol/L",
        Unit.MilligramPerDecilitrePerMinute => "mg/dL/min",
        Unit.MillimolePerLitrePerMinute => "mmol/L/min",
        Unit.Celsius => "Cel",
        Unit.Fahrenheit => "[degF]",
        Unit.Kilogram => "kg",
        Unit.Gram => "g",
        Unit.Pound => "[lb_av]",
        _ => "",
    };
}
