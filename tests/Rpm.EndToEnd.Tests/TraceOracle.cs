using System.Globalization;

namespace Rpm.EndToEnd.Tests;

/// <summary>
/// What the stores must hold after a trace, worked out from the file alone: its own little reading of the CSV, of the kinds'
/// plausible ranges and of "the same reading twice".
/// </summary>
internal sealed class TraceOracle
{
    private static readonly Dictionary<string, (string Suffix, string Kind, string Measure)> Metrics = new(StringComparer.Ordinal)
    {
        ["glucose"] = ("", "cgm", "glucose"),
        ["glucose_scan"] = ("-scan", "cgm", "glucose"),
        ["systolic"] = ("", "blood-pressure", "systolic"),
        ["diastolic"] = ("", "blood-pressure", "diastolic"),
        ["map"] = ("", "blood-pressure", "map"),
        ["systolic_art"] = ("-art", "blood-pressure", "systolic"),
        ["diastolic_art"] = ("-art", "blood-pressure", "diastolic"),
        ["map_art"] = ("-art", "blood-pressure", "map"),
        ["spo2"] = ("", "pulse-oximetry", "spo2"),
        ["pulse"] = ("", "pulse-oximetry", "pulse"),
        ["heart_rate"] = ("", "heart-rate", "heartRate"),
        ["resp_rate"] = ("", "respiratory-rate", "respiratoryRate"),
    };

    private TraceOracle(Dictionary<(string Device, string Kind, string Measure), List<SeriesSample>> series, int rows) => (Series, Rows) = (series, rows);

    /// <summary>Values by device, kind and measure, in canonical units, in order.</summary>
    public Dictionary<(string Device, string Kind, string Measure), List<SeriesSample>> Series { get; }

    /// <summary>Rows of the file.</summary>
    public int Rows { get; }

    /// <param name="newest">Where the newest row of each subject is put.</param>
    public static TraceOracle Read(string path, DateTimeOffset newest)
    {
        var rows = File.ReadLines(path).Skip(1).Where(l => l.Length > 0).Select(l => l.Split(','))
            .Select(f => (Subject: f[1], Time: DateTime.Parse(f[2], CultureInfo.InvariantCulture), Metric: Metrics[f[3]], Value: double.Parse(f[4], CultureInfo.InvariantCulture), Unit: f[5]))
            .ToList();
        var last = rows.GroupBy(r => r.Subject).ToDictionary(g => g.Key, g => g.Max(r => r.Time));
        var series = new Dictionary<(string, string, string), List<SeriesSample>>();

        // Rows of one device, kind and time are one reading; an exact duplicate is stored once, another value is another reading.
        foreach (var panel in rows.Distinct().GroupBy(r => (Device: r.Subject + r.Metric.Suffix, r.Metric.Kind, r.Subject, r.Time)))
        {
            var time = (newest - (last[panel.Key.Subject] - panel.Key.Time)).ToUnixTimeMilliseconds();
            var values = panel.ToLookup(r => r.Metric.Measure, r => r.Unit == "mmol/L" ? r.Value * 18.0156 : r.Value);
            foreach (var (measure, value) in Kept(panel.Key.Kind, values))
            {
                if (!series.TryGetValue((panel.Key.Device, panel.Key.Kind, measure), out var samples))
                {
                    series[(panel.Key.Device, panel.Key.Kind, measure)] = samples = [];
                }

                samples.Add(new SeriesSample(time, value));
            }
        }

        foreach (var samples in series.Values)
        {
            samples.Sort();
        }

        return new TraceOracle(series, rows.Count);
    }

    // The contract's table "Kinds": what is left of the values that were taken together.
    private static IEnumerable<(string Measure, double Value)> Kept(string kind, ILookup<string, double> values)
    {
        switch (kind)
        {
            case "blood-pressure":
                var (systolic, diastolic) = (values["systolic"].FirstOrDefault(), values["diastolic"].FirstOrDefault());
                return systolic is >= 30 and <= 300 && diastolic is >= 10 and <= 250 && diastolic < systolic
                    ? [("systolic", systolic), ("diastolic", diastolic), .. values["map"].Where(m => m >= diastolic && m <= systolic).Select(m => ("map", m))]
                    : [];
            case "pulse-oximetry" when values["spo2"].Concat(values["pulse"]).Contains(0):
                return []; // the sensor was off
            case "pulse-oximetry":
                return [.. values["spo2"].Where(v => v is >= 30 and <= 100).Select(v => ("spo2", v)), .. values["pulse"].Where(v => v is >= 15 and <= 300).Select(v => ("pulse", v))];
            case "heart-rate":
                return values["heartRate"].Where(v => v is >= 15 and <= 300).Select(v => ("heartRate", v));
            case "respiratory-rate":
                return values["respiratoryRate"].Where(v => v is >= 1 and <= 100).Select(v => ("respiratoryRate", v));
            default:
                return values["glucose"].Where(v => v is >= 10 and <= 1000).Select(v => ("glucose", v));
        }
    }
}
