using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>The contract's words in addresses and answers.</summary>
internal static class Words
{
    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        ["blood-pressure"] = Kind.BloodPressure,
        ["pulse-oximetry"] = Kind.PulseOximetry,
        ["cgm"] = Kind.Cgm,
        ["glucose"] = Kind.Glucose,
        ["heart-rate"] = Kind.HeartRate,
        ["temperature"] = Kind.Temperature,
        ["weight"] = Kind.Weight,
        ["respiratory-rate"] = Kind.RespiratoryRate,
        ["status"] = Kind.Status,
    };

    private static readonly Dictionary<string, Measure> Measures = new(StringComparer.Ordinal)
    {
        ["systolic"] = Measure.Systolic,
        ["diastolic"] = Measure.Diastolic,
        ["map"] = Measure.Map,
        ["pulse"] = Measure.Pulse,
        ["spo2"] = Measure.Spo2,
        ["perfusion"] = Measure.Perfusion,
        ["glucose"] = Measure.Glucose,
        ["rate"] = Measure.GlucoseRate,
        ["heartRate"] = Measure.HeartRate,
        ["temperature"] = Measure.Temperature,
        ["weight"] = Measure.Weight,
        ["respiratoryRate"] = Measure.RespiratoryRate,
        ["battery"] = Measure.Battery,
        ["signal"] = Measure.Signal,
        ["charging"] = Measure.Charging,
        ["meal"] = Measure.Meal,
        ["sample"] = Measure.Sample,
    };

    public static IEnumerable<string> AllKinds => Kinds.Keys;

    public static IEnumerable<string> AllMeasures => Measures.Keys;

    public static bool TryKind(string word, out Kind kind) => Kinds.TryGetValue(word, out kind);

    public static bool TryMeasure(string word, out Measure measure) => Measures.TryGetValue(word, out measure);

    public static string Of(Kind kind) => Kinds.First(k => k.Value == kind).Key;

    public static string Of(Measure measure) => Measures.First(m => m.Value == measure).Key;

    public static string Of(FrameSource source) => source switch
    {
        FrameSource.Mqtt => "mqtt",
        FrameSource.Http => "http",
        FrameSource.Replay => "replay",
        FrameSource.Synthetic => "synthetic",
        _ => "unknown",
    };

    /// <summary>The UCUM unit that series are given in; empty for coded measures.</summary>
    public static string CanonicalUnit(Measure measure) => measure switch
    {
        Measure.Systolic or Measure.Diastolic or Measure.Map => "mm[Hg]",
        Measure.Pulse or Measure.HeartRate or Measure.RespiratoryRate => "/min",
        Measure.Spo2 or Measure.Perfusion or Measure.Battery => "%",
        Measure.Glucose => "mg/dL",
        Measure.GlucoseRate => "mg/dL/min",
        Measure.Temperature => "Cel",
        Measure.Weight => "kg",
        _ => "",
    };
}
