using System.Text;

namespace Rpm.Telemetry;

/// <summary>
/// UCUM codes of the units, the spellings that senders use, and conversion to the canonical unit of a quantity's dimension
/// (mm[Hg], %, /min, mg/dL, Cel, kg).
/// </summary>
/// <remarks>
/// Conversion is for series, charts and the plausibility check. Bands and limits are judged in the unit that was sent, with that
/// unit's own cut points: 10.0 mmol/L is in range, and its conversion, 180.156 mg/dL, would not be.
/// </remarks>
public static class Units
{
    /// <summary>mm[Hg] in one kPa, to seven digits.</summary>
    public const double MillimetresOfMercuryPerKilopascal = 7.500617;

    /// <summary>mg/dL in one mmol/L of glucose: molar mass 180.156 g/mol.</summary>
    public const double GlucoseMilligramsPerDecilitrePerMillimole = 18.0156;

    /// <summary>kg in one avoirdupois pound; exact by the international agreement of 1959.</summary>
    public const double KilogramsPerPound = 0.45359237;

    // The contract's spellings first, then what devices and their cloud services are known to write. Case counts, as in UCUM.
    private static readonly (string Text, Unit Unit)[] Spellings =
    [
        ("mm[Hg]", Unit.MillimetreOfMercury), ("mmHg", Unit.MillimetreOfMercury), ("mm Hg", Unit.MillimetreOfMercury),
        ("kPa", Unit.Kilopascal),
        ("%", Unit.Percent),
        ("/min", Unit.PerMinute), ("1/min", Unit.PerMinute), ("bpm", Unit.PerMinute), ("{beats}/min", Unit.PerMinute), ("beats/min", Unit.PerMinute),
        ("{breaths}/min", Unit.PerMinute), ("breaths/min", Unit.PerMinute),
        ("mg/dL", Unit.MilligramPerDecilitre), ("mg/dl", Unit.MilligramPerDecilitre),
        ("mmol/L", Unit.MillimolePerLitre), ("mmol/l", Unit.MillimolePerLitre),
        ("mg/dL/min", Unit.MilligramPerDecilitrePerMinute), ("mg/dl/min", Unit.MilligramPerDecilitrePerMinute),
        ("mmol/L/min", Unit.MillimolePerLitrePerMinute), ("mmol/l/min", Unit.MillimolePerLitrePerMinute),
        ("Cel", Unit.Celsius), ("C", Unit.Celsius), ("°C", Unit.Celsius), ("degC", Unit.Celsius),
        ("[degF]", Unit.Fahrenheit), ("F", Unit.Fahrenheit), ("°F", Unit.Fahrenheit), ("degF", Unit.Fahrenheit),
        ("kg", Unit.Kilogram),
        ("g", Unit.Gram),
        ("[lb_av]", Unit.Pound), ("lb", Unit.Pound), ("lbs", Unit.Pound),
        ("min", Unit.Minute), ("{score}", Unit.Score), ("1", Unit.One),
    ];

    private static readonly (byte[] Text, Unit Unit)[] Utf8Spellings = [.. Spellings.Select(s => (Encoding.UTF8.GetBytes(s.Text), s.Unit))];

    private static readonly byte[][] Utf8Codes = [.. Enum.GetValues<Unit>().Select(u => Encoding.UTF8.GetBytes(Ucum(u)))];

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
        Unit.Minute => "min",
        Unit.Score => "{score}",
        Unit.One => "1",
        _ => "",
    };

    /// <summary>The UCUM code in UTF-8; empty for <see cref="Unit.None"/>.</summary>
    public static ReadOnlySpan<byte> Utf8Ucum(Unit unit) => Utf8Codes[(int)unit];

    /// <summary>The unit as people read it; empty for <see cref="Unit.None"/> and for a mere count.</summary>
    public static string Display(Unit unit) => unit switch
    {
        Unit.MillimetreOfMercury => "mmHg",
        Unit.Celsius => "°C",
        Unit.Fahrenheit => "°F",
        Unit.Pound => "lb",
        Unit.Score => "points",
        Unit.One => "",
        _ => Ucum(unit),
    };

    /// <summary>The unit of a UCUM code or of one of the spellings that senders use, or false. Empty text is false.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Unit unit)
    {
        foreach (var spelling in Spellings)
        {
            if (text.SequenceEqual(spelling.Text))
            {
                unit = spelling.Unit;
                return true;
            }
        }

        unit = Unit.None;
        return false;
    }

    /// <summary>The unit of a UCUM code or of one of the spellings that senders use, in UTF-8, or false.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, out Unit unit)
    {
        foreach (var spelling in Utf8Spellings)
        {
            if (utf8Text.SequenceEqual(spelling.Text))
            {
                unit = spelling.Unit;
                return true;
            }
        }

        unit = Unit.None;
        return false;
    }

    /// <summary>The canonical unit of the same dimension; <see cref="Unit.None"/> for itself.</summary>
    public static Unit Canonical(Unit unit) => unit switch
    {
        Unit.Kilopascal => Unit.MillimetreOfMercury,
        Unit.MillimolePerLitre => Unit.MilligramPerDecilitre,
        Unit.MillimolePerLitrePerMinute => Unit.MilligramPerDecilitrePerMinute,
        Unit.Fahrenheit => Unit.Celsius,
        Unit.Gram or Unit.Pound => Unit.Kilogram,
        _ => unit,
    };

    /// <summary>The number in <see cref="Canonical"/> of its unit. The same double where the unit is canonical already.</summary>
    public static double ToCanonical(double value, Unit unit) => unit switch
    {
        Unit.Kilopascal => value * MillimetresOfMercuryPerKilopascal,
        Unit.MillimolePerLitre or Unit.MillimolePerLitrePerMinute => value * GlucoseMilligramsPerDecilitrePerMillimole,
        Unit.Fahrenheit => (value - 32) * 5 / 9,
        Unit.Gram => value / 1000,
        Unit.Pound => value * KilogramsPerPound,
        _ => value,
    };

    /// <inheritdoc cref="ToCanonical(double, Unit)"/>
    public static double ToCanonical(Quantity quantity) => ToCanonical(quantity.Value, quantity.Unit);

    /// <summary>The number of a canonical <paramref name="value"/> in <paramref name="unit"/>, for a person who reads that unit.</summary>
    public static double FromCanonical(double value, Unit unit) => unit switch
    {
        Unit.Kilopascal => value / MillimetresOfMercuryPerKilopascal,
        Unit.MillimolePerLitre or Unit.MillimolePerLitrePerMinute => value / GlucoseMilligramsPerDecilitrePerMillimole,
        Unit.Fahrenheit => (value * 9 / 5) + 32,
        Unit.Gram => value * 1000,
        Unit.Pound => value / KilogramsPerPound,
        _ => value,
    };

    /// <summary>The glucose rate unit that goes with a glucose unit; <see cref="Unit.None"/> for every other unit.</summary>
    public static Unit PerMinuteOf(Unit glucoseUnit) => glucoseUnit switch
    {
        Unit.MilligramPerDecilitre => Unit.MilligramPerDecilitrePerMinute,
        Unit.MillimolePerLitre => Unit.MillimolePerLitrePerMinute,
        _ => Unit.None,
    };
}
