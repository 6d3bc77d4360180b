namespace Rpm.Telemetry.Traces;

/// <summary>What a trace's metric is in Rpm's words.</summary>
/// <param name="Panel">The kind that the row is part of.</param>
/// <param name="DeviceSuffix">Set where the series comes from a sensor of its own, which then is a device of its own.</param>
internal sealed record MetricMapping(Kind Panel, Measure Measure, Unit Unit, string DeviceSuffix = "")
{
    private static readonly Dictionary<(string Metric, string Unit), MetricMapping> All = new()
    {
        [("systolic", "mmHg")] = new(Kind.BloodPressure, Measure.Systolic, Unit.MillimetreOfMercury),
        [("diastolic", "mmHg")] = new(Kind.BloodPressure, Measure.Diastolic, Unit.MillimetreOfMercury),
        [("map", "mmHg")] = new(Kind.BloodPressure, Measure.Map, Unit.MillimetreOfMercury),
        // The arterial line is invasive and a transducer of its own: another device, so that it never mixes with the cuff.
        [("systolic_art", "mmHg")] = new(Kind.BloodPressure, Measure.Systolic, Unit.MillimetreOfMercury, "-art"),
        [("diastolic_art", "mmHg")] = new(Kind.BloodPressure, Measure.Diastolic, Unit.MillimetreOfMercury, "-art"),
        [("map_art", "mmHg")] = new(Kind.BloodPressure, Measure.Map, Unit.MillimetreOfMercury, "-art"),
        [("spo2", "%")] = new(Kind.PulseOximetry, Measure.Spo2, Unit.Percent),
        // With the oximeter's saturation where there is one, else with the cuff's pressures: see TraceJoin.
        [("pulse", "bpm")] = new(Kind.PulseOximetry, Measure.Pulse, Unit.PerMinute),
        [("pulse", "/min")] = new(Kind.PulseOximetry, Measure.Pulse, Unit.PerMinute),
        [("heart_rate", "bpm")] = new(Kind.HeartRate, Measure.HeartRate, Unit.PerMinute),
        [("heart_rate", "/min")] = new(Kind.HeartRate, Measure.HeartRate, Unit.PerMinute),
        [("resp_rate", "/min")] = new(Kind.RespiratoryRate, Measure.RespiratoryRate, Unit.PerMinute),
        [("glucose", "mg/dL")] = new(Kind.Cgm, Measure.Glucose, Unit.MilligramPerDecilitre),
        [("glucose", "mmol/L")] = new(Kind.Cgm, Measure.Glucose, Unit.MillimolePerLitre),
        // A scan repeats the sensor's current value between the historic ones, a simulator's truth is no sensor's value:
        // inside the sensor's own series either would distort every statistic of it.
        [("glucose_scan", "mg/dL")] = new(Kind.Cgm, Measure.Glucose, Unit.MilligramPerDecilitre, "-scan"),
        [("glucose_scan", "mmol/L")] = new(Kind.Cgm, Measure.Glucose, Unit.MillimolePerLitre, "-scan"),
        [("blood_glucose_true", "mg/dL")] = new(Kind.Cgm, Measure.Glucose, Unit.MilligramPerDecilitre, "-true"),
        [("temperature", "C")] = new(Kind.Temperature, Measure.Temperature, Unit.Celsius),
        [("temperature", "F")] = new(Kind.Temperature, Measure.Temperature, Unit.Fahrenheit),
        [("weight", "kg")] = new(Kind.Weight, Measure.Weight, Unit.Kilogram),
        [("weight", "lb")] = new(Kind.Weight, Measure.Weight, Unit.Pound),
    };

    /// <summary>The mapping of a metric in a unit, or null.</summary>
    public static MetricMapping? Of(string metric, string unit) => All.GetValueOrDefault((metric, unit));
}
