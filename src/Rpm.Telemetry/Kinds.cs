using System.Text;

namespace Rpm.Telemetry;

/// <summary>The catalogue of kinds: the contract's table "Kinds".</summary>
public static class Kinds
{
    // By the number of the enum; place 0 is not a kind. Device types: HL7 PHD examples and gematik's HDDT value set.
    private static readonly KindDefinition?[] Definitions =
    [
        null,
        new(Kind.BloodPressure, "blood-pressure", "Blood pressure",
            [
                Required(Measure.Systolic, Unit.MillimetreOfMercury), Required(Measure.Diastolic, Unit.MillimetreOfMercury),
                Optional(Measure.Map, Unit.MillimetreOfMercury), Optional(Measure.Pulse, Unit.PerMinute),
            ],
            TimeSpan.FromHours(24), new(528391, "MDC_DEV_SPEC_PROFILE_BP")),
        new(Kind.PulseOximetry, "pulse-oximetry", "Pulse oximetry",
            [
                Required(Measure.Spo2, Unit.Percent), Optional(Measure.Pulse, Unit.PerMinute),
                Optional(Measure.Perfusion, Unit.Percent),
            ],
            TimeSpan.FromMinutes(15), new(528388, "MDC_DEV_SPEC_PROFILE_PULS_OXIM")),
        new(Kind.Cgm, "cgm", "Continuous glucose", [Required(Measure.Glucose, null), Optional(Measure.GlucoseRate, null)],
            TimeSpan.FromMinutes(30), new(528409, "MDC_DEV_SPEC_PROFILE_CGM")),
        new(Kind.Glucose, "glucose", "Glucose meter",
            [Required(Measure.Glucose, null), Optional(Measure.Meal, Unit.None), Optional(Measure.Sample, Unit.None)],
            TimeSpan.FromHours(24), null),
        new(Kind.HeartRate, "heart-rate", "Heart rate", [Required(Measure.HeartRate, Unit.PerMinute)], TimeSpan.FromMinutes(15), null),
        new(Kind.Temperature, "temperature", "Temperature", [Required(Measure.Temperature, null)], TimeSpan.FromHours(24), null),
        new(Kind.Weight, "weight", "Weight", [Required(Measure.Weight, null)], TimeSpan.FromDays(7), null),
        new(Kind.RespiratoryRate, "respiratory-rate", "Respiratory rate", [Required(Measure.RespiratoryRate, Unit.PerMinute)],
            TimeSpan.FromHours(24), null),
        new(Kind.Status, "status", "Device status",
            [Optional(Measure.Battery, Unit.Percent), Optional(Measure.Charging, Unit.None), Optional(Measure.Signal, Unit.None)],
            null, null),
    ];

    private static readonly byte[][] Utf8Names = [.. Definitions.Select(d => Encoding.UTF8.GetBytes(d?.Name ?? ""))];

    /// <summary>All kinds, in the order of their numbers.</summary>
    public static IReadOnlyList<KindDefinition> All { get; } = [.. Definitions.OfType<KindDefinition>()];

    /// <summary>The definition of <paramref name="kind"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a kind.</exception>
    public static KindDefinition Of(Kind kind) =>
        (uint)kind < (uint)Definitions.Length && Definitions[(int)kind] is { } definition
            ? definition
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind.");

    /// <summary>The contract's name, for example <c>pulse-oximetry</c>.</summary>
    public static string Name(Kind kind) => Of(kind).Name;

    /// <summary>The contract's name in UTF-8.</summary>
    public static ReadOnlySpan<byte> Utf8Name(Kind kind) => Utf8Names[(int)kind];

    /// <summary>The kind of a name, or false. Case counts.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out Kind kind)
    {
        foreach (var definition in All)
        {
            if (name.SequenceEqual(definition.Name))
            {
                kind = definition.Kind;
                return true;
            }
        }

        kind = default;
        return false;
    }

    /// <summary>The kind of a name in UTF-8, or false. Case counts.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Name, out Kind kind)
    {
        for (var i = 1; i < Utf8Names.Length; i++)
        {
            if (utf8Name.SequenceEqual(Utf8Names[i]))
            {
                kind = (Kind)i;
                return true;
            }
        }

        kind = default;
        return false;
    }

    private static MemberDefinition Required(Measure measure, Unit? implied) => new(measure, true, implied);

    private static MemberDefinition Optional(Measure measure, Unit? implied) => new(measure, false, implied);
}
