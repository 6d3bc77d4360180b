namespace Rpm.Telemetry;

/// <summary>A UCUM unit that Rpm accepts. The numbers are stored: never reuse one.</summary>
public enum Unit : byte
{
    /// <summary>Dimensionless or coded.</summary>
    None = 0,
    /// <summary>mm[Hg]</summary>
    MillimetreOfMercury = 1,
    /// <summary>kPa</summary>
    Kilopascal = 2,
    /// <summary>%</summary>
    Percent = 3,
    /// <summary>/min</summary>
    PerMinute = 4,
    /// <summary>mg/dL</summary>
    MilligramPerDecilitre = 5,
    /// <summary>mmol/L</summary>
    MillimolePerLitre = 6,
    /// <summary>mg/dL/min</summary>
    MilligramPerDecilitrePerMinute = 7,
    /// <summary>mmol/L/min</summary>
    MillimolePerLitrePerMinute = 8,
    /// <summary>Cel</summary>
    Celsius = 9,
    /// <summary>[degF]</summary>
    Fahrenheit = 10,
    /// <summary>kg</summary>
    Kilogram = 11,
    /// <summary>g</summary>
    Gram = 12,
    /// <summary>[lb_av]</summary>
    Pound = 13,
    /// <summary>min; of a span of time, as an alert shows it.</summary>
    Minute = 14,
    /// <summary>{score}; of a clinical score.</summary>
    Score = 15,
    /// <summary>1; of a count.</summary>
    One = 16,
}
