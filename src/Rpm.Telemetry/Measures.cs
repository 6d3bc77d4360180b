using System.Text;

namespace Rpm.Telemetry;

/// <summary>
/// The catalogue of measures. Names, units and plausible ranges are the contract's (table "Kinds"); canonical units are those
/// of its InfluxDB section.
/// </summary>
public static class Measures
{
    private static readonly Unit[] Pressure = [Unit.MillimetreOfMercury, Unit.Kilopascal];
    private static readonly Unit[] Percent = [Unit.Percent];
    private static readonly Unit[] PerMinute = [Unit.PerMinute];
    private static readonly Unit[] Dimensionless = [Unit.None];

    // By the number of the enum; place 0 is not a measure.
    private static readonly MeasureDefinition?[] Definitions =
    [
        null,
        new(Measure.Systolic, "systolic", "Systolic pressure", Unit.MillimetreOfMercury, Pressure, new(30, 300)),
        new(Measure.Diastolic, "diastolic", "Diastolic pressure", Unit.MillimetreOfMercury, Pressure, new(10, 250)),
        // The contract asks only that it lies between diastolic and systolic, which bounds it by theirs.
        new(Measure.Map, "map", "Mean pressure", Unit.MillimetreOfMercury, Pressure, new(10, 300)),
        new(Measure.Pulse, "pulse", "Pulse", Unit.PerMinute, PerMinute, new(15, 300)),
        new(Measure.Spo2, "spo2", "SpO₂", Unit.Percent, Percent, new(30, 100)),
        new(Measure.Perfusion, "perfusion", "Perfusion index", Unit.Percent, Percent, new(0, 30)),
        new(Measure.Glucose, "glucose", "Glucose", Unit.MilligramPerDecilitre,
            [Unit.MilligramPerDecilitre, Unit.MillimolePerLitre], new(10, 1000)),
        new(Measure.GlucoseRate, "rate", "Glucose rate of change", Unit.MilligramPerDecilitrePerMinute,
            [Unit.MilligramPerDecilitrePerMinute, Unit.MillimolePerLitrePerMinute], null),
        new(Measure.HeartRate, "heartRate", "Heart rate", Unit.PerMinute, PerMinute, new(15, 300)),
        new(Measure.Temperature, "temperature", "Body temperature", Unit.Celsius, [Unit.Celsius, Unit.Fahrenheit], new(25, 45)),
        new(Measure.Weight, "weight", "Body weight", Unit.Kilogram, [Unit.Kilogram, Unit.Gram, Unit.Pound], new(0.5, 500)),
        new(Measure.RespiratoryRate, "respiratoryRate", "Respiratory rate", Unit.PerMinute, PerMinute, new(1, 100)),
        // The contract states no range; a share of a full battery is 0–100 by definition, and 127, 255 or -1 mean "not known".
        new(Measure.Battery, "battery", "Battery", Unit.Percent, Percent, new(0, 100)),
        new(Measure.Signal, "signal", "Signal", Unit.None, Dimensionless, null),
        new(Measure.Charging, "charging", "Charging", Unit.None, Dimensionless, null),
        new(Measure.Meal, "meal", "Meal", Unit.None, Dimensionless, null),
        new(Measure.Sample, "sample", "Sample", Unit.None, Dimensionless, null),
    ];

    private static readonly byte[][] Utf8Names = [.. Definitions.Select(d => Encoding.UTF8.GetBytes(d?.Name ?? ""))];

    /// <summary>All measures, in the order of their numbers.</summary>
    public static IReadOnlyList<MeasureDefinition> All { get; } = [.. Definitions.OfType<MeasureDefinition>()];

    /// <summary>The definition of <paramref name="measure"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a measure.</exception>
    public static MeasureDefinition Of(Measure measure) =>
        (uint)measure < (uint)Definitions.Length && Definitions[(int)measure] is { } definition
            ? definition
            : throw new ArgumentOutOfRangeException(nameof(measure), measure, "Not a measure.");

    /// <summary>The JSON member name, for example <c>heartRate</c>.</summary>
    public static string Name(Measure measure) => Of(measure).Name;

    /// <summary>The JSON member name in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Name(Measure measure) => Utf8Names[(int)measure];

    /// <summary>The canonical unit, in which series are stored and compared over time.</summary>
    public static Unit CanonicalUnit(Measure measure) => Of(measure).CanonicalUnit;

    /// <summary>The measure of a JSON member name, or false. Case counts, as in JSON.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out Measure measure)
    {
        foreach (var definition in All)
        {
            if (name.SequenceEqual(definition.Name))
            {
                measure = definition.Measure;
                return true;
            }
        }

        measure = default;
        return false;
    }

    /// <summary>
    /// The codes of <paramref name="measure"/> in a reading of <paramref name="kind"/> that was sent in <paramref name="unit"/>.
    /// See <see cref="Codings"/> for sources.
    /// </summary>
    /// <param name="kind">The reading's kind: a pulse counted by a cuff and one counted by an oximeter are different terms.</param>
    /// <param name="measure">The member.</param>
    /// <param name="unit">The unit as sent: mass and substance concentration are different LOINC codes.</param>
    /// <param name="sample">What a glucose meter measured, where it said so.</param>
    public static MeasureCoding Coding(Kind kind, Measure measure, Unit unit, SampleType? sample = null) =>
        Codings.Find(kind, measure, unit, sample);
}
