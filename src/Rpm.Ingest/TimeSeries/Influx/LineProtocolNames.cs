using System.Text;
using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>The fixed words of the lines, ready as UTF-8.</summary>
internal static class LineProtocolNames
{
    private const int QualityBits = 12;

    private static readonly string[] QualityWords =
    [
        "movement", "irregular-pulse", "cuff-loose", "position", "low-perfusion", "weak-signal", "sensor-off", "questionable",
        "invalid", "demonstration", "calibration", "early",
    ];

    private static readonly byte[][] Measurements = Table(Kinds.All.Select(k => ((int)k.Kind, k.SeriesName)));
    private static readonly byte[][] Fields = Table(Measures.All.Select(m => ((int)m.Measure, $"{m.Name}=")));
    private static readonly byte[][] Comparators = Table(Measures.All.Select(m => ((int)m.Measure, $"{m.Name}_comparator=")));

    private static readonly byte[][] Meals = Table(
    [
        ((int)MealContext.Preprandial, "preprandial"), ((int)MealContext.Postprandial, "postprandial"),
        ((int)MealContext.Fasting, "fasting"), ((int)MealContext.Casual, "casual"), ((int)MealContext.Bedtime, "bedtime"),
    ]);

    private static readonly byte[][] Samples = Table(
    [
        ((int)SampleType.CapillaryWholeBlood, "capillary-whole-blood"), ((int)SampleType.CapillaryPlasma, "capillary-plasma"),
        ((int)SampleType.VenousWholeBlood, "venous-whole-blood"), ((int)SampleType.VenousPlasma, "venous-plasma"),
        ((int)SampleType.ArterialWholeBlood, "arterial-whole-blood"), ((int)SampleType.ArterialPlasma, "arterial-plasma"),
        ((int)SampleType.UndeterminedWholeBlood, "undetermined-whole-blood"), ((int)SampleType.UndeterminedPlasma, "undetermined-plasma"),
        ((int)SampleType.InterstitialFluid, "interstitial-fluid"), ((int)SampleType.ControlSolution, "control-solution"),
    ]);

    // Every combination of the twelve bits, made when it first occurs: an encoder that meets one again allocates nothing.
    private static readonly string?[] Qualities = new string?[1 << QualityBits];

    /// <summary>The measurement's name.</summary>
    public static ReadOnlySpan<byte> Measurement(Kind kind) => Measurements[(int)kind];

    /// <summary>A member's field with its equals sign.</summary>
    public static ReadOnlySpan<byte> Field(Measure measure) => Fields[(int)measure];

    /// <summary>The field that says that a value is the end of the sensor's range.</summary>
    public static ReadOnlySpan<byte> ComparatorField(Measure measure) => Comparators[(int)measure];

    /// <summary>The word of a coded member; empty where there is none.</summary>
    public static ReadOnlySpan<byte> CodeWord(Measure measure, long code)
    {
        var words = measure switch { Measure.Meal => Meals, Measure.Sample => Samples, _ => [] };
        return (ulong)code < (ulong)words.Length ? words[code] : [];
    }

    /// <summary>The contract's words of the set bits, with commas between them.</summary>
    public static string Quality(QualityFlags quality)
    {
        var bits = (int)quality & ((1 << QualityBits) - 1);
        return Qualities[bits] ??= Words(bits);
    }

    private static string Words(int bits) => string.Join(',', QualityWords.Where((_, i) => (bits & (1 << i)) != 0));

    private static byte[][] Table(IEnumerable<(int Index, string Text)> words)
    {
        var all = words.ToList();
        var table = new byte[all.Max(w => w.Index) + 1][];
        Array.Fill(table, []);
        foreach (var (index, text) in all)
        {
            table[index] = Encoding.UTF8.GetBytes(text);
        }

        return table;
    }
}
