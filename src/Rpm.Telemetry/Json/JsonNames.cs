namespace Rpm.Telemetry.Json;

/// <summary>The contract's member names and words, both ways.</summary>
internal static class JsonNames
{
    public const int LongestMember = 15;

    private static readonly string[] Meals = ["", "preprandial", "postprandial", "fasting", "casual", "bedtime"];

    private static readonly string[] Samples =
    [
        "", "capillary-whole-blood", "capillary-plasma", "venous-whole-blood", "venous-plasma", "arterial-whole-blood",
        "arterial-plasma", "undetermined-whole-blood", "undetermined-plasma", "interstitial-fluid", "control-solution",
    ];

    // By bit.
    private static readonly string[] Qualities =
    [
        "movement", "irregular-pulse", "cuff-loose", "position", "low-perfusion", "weak-signal", "sensor-off", "questionable",
        "invalid", "demonstration", "calibration", "early",
    ];

    /// <summary>The member of a name, <see cref="JsonMember.None"/> for all that are to be ignored.</summary>
    public static JsonMember Member(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 when name.SequenceEqual("id"u8) => JsonMember.Id,
        3 when name.SequenceEqual("seq"u8) => JsonMember.Seq,
        3 when name.SequenceEqual("map"u8) => JsonMember.Map,
        4 when name.SequenceEqual("time"u8) => JsonMember.Time,
        4 when name.SequenceEqual("unit"u8) => JsonMember.Unit,
        4 when name.SequenceEqual("kind"u8) => JsonMember.Kind,
        4 when name.SequenceEqual("spo2"u8) => JsonMember.Spo2,
        4 when name.SequenceEqual("rate"u8) => JsonMember.Rate,
        4 when name.SequenceEqual("user"u8) => JsonMember.User,
        4 when name.SequenceEqual("test"u8) => JsonMember.Test,
        4 when name.SequenceEqual("meal"u8) => JsonMember.Meal,
        5 when name.SequenceEqual("pulse"u8) => JsonMember.Pulse,
        5 when name.SequenceEqual("error"u8) => JsonMember.Error,
        6 when name.SequenceEqual("device"u8) => JsonMember.Device,
        6 when name.SequenceEqual("weight"u8) => JsonMember.Weight,
        6 when name.SequenceEqual("manual"u8) => JsonMember.Manual,
        6 when name.SequenceEqual("sample"u8) => JsonMember.Sample,
        6 when name.SequenceEqual("signal"u8) => JsonMember.Signal,
        7 when name.SequenceEqual("glucose"u8) => JsonMember.Glucose,
        7 when name.SequenceEqual("quality"u8) => JsonMember.Quality,
        7 when name.SequenceEqual("battery"u8) => JsonMember.Battery,
        8 when name.SequenceEqual("systolic"u8) => JsonMember.Systolic,
        8 when name.SequenceEqual("backfill"u8) => JsonMember.Backfill,
        8 when name.SequenceEqual("charging"u8) => JsonMember.Charging,
        8 when name.SequenceEqual("firmware"u8) => JsonMember.Firmware,
        9 when name.SequenceEqual("diastolic"u8) => JsonMember.Diastolic,
        9 when name.SequenceEqual("heartRate"u8) => JsonMember.HeartRate,
        9 when name.SequenceEqual("perfusion"u8) => JsonMember.Perfusion,
        11 when name.SequenceEqual("temperature"u8) => JsonMember.Temperature,
        15 when name.SequenceEqual("respiratoryRate"u8) => JsonMember.RespiratoryRate,
        _ => JsonMember.None,
    };

    /// <summary>The bit of a quality word; none for a word that the contract does not have.</summary>
    public static QualityFlags Quality(ReadOnlySpan<byte> word)
    {
        var index = IndexOf(Qualities, word);
        return index < 0 ? QualityFlags.None : (QualityFlags)(1 << index);
    }

    /// <summary>The word of the bit at <paramref name="bit"/>; null beyond the last.</summary>
    public static string? QualityWord(int bit) => bit < Qualities.Length ? Qualities[bit] : null;

    /// <summary>The number of a word of a coded measure, or -1.</summary>
    public static int Code(Measure measure, ReadOnlySpan<byte> word) => word.IsEmpty ? -1 : IndexOf(Words(measure), word);

    /// <summary>The word of a coded measure's number, or null where it has none.</summary>
    public static string? Word(Measure measure, long code)
    {
        var words = Words(measure);
        return code > 0 && code < words.Length ? words[code] : null;
    }

    /// <summary>Whether a number is a code of <paramref name="measure"/>; every number is, where the measure has none.</summary>
    public static bool IsCode(Measure measure, Quantity quantity) => measure switch
    {
        Measure.Meal => quantity.Decimals == 0 && quantity.Mantissa is >= 1 and <= (long)MealContext.Bedtime,
        Measure.Sample => quantity.Decimals == 0 && quantity.Mantissa is >= 1 and <= (long)SampleType.ControlSolution,
        Measure.Charging => quantity.Decimals == 0 && quantity.Mantissa is 0 or 1,
        _ => true,
    };

    /// <summary>The end of the sensor's range that a word names, <c>low</c> or <c>high</c>; none for every other word.</summary>
    public static Comparator Beyond(ReadOnlySpan<byte> word) =>
        System.Text.Ascii.EqualsIgnoreCase(word, "low"u8) ? Comparator.Low
        : System.Text.Ascii.EqualsIgnoreCase(word, "high"u8) ? Comparator.High
        : Comparator.None;

    private static string[] Words(Measure measure) => measure switch
    {
        Measure.Meal => Meals,
        Measure.Sample => Samples,
        _ => [],
    };

    private static int IndexOf(string[] words, ReadOnlySpan<byte> word)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (System.Text.Ascii.Equals(word, words[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
