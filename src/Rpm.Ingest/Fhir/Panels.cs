using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// Which Observations a reading makes. Blood pressure and its pulse are two (the R4 bp profile has no place for a pulse);
/// an oximeter's saturation, pulse and perfusion are three; the state of a device is none, it is not the patient's.
/// </summary>
internal static class Panels
{
    public const string VitalSigns = "vital-signs";
    public const string Laboratory = "laboratory";

    /// <summary>No reading makes more Observations.</summary>
    public const int MaxPerReading = 3;

    private const string Profiles = "http://hl7.org/fhir/StructureDefinition/";

    private static readonly PanelDefinition[] Definitions =
    [
        new(ObservationPanel.BloodPressure, Kind.BloodPressure, "blood-pressure", Measure.Systolic, VitalSigns, Profiles + "bp"),
        new(ObservationPanel.CuffPulse, Kind.BloodPressure, "pulse", Measure.Pulse, VitalSigns, Profiles + "heartrate"),
        new(ObservationPanel.OxygenSaturation, Kind.PulseOximetry, "oxygen-saturation", Measure.Spo2, VitalSigns, Profiles + "oxygensat"),
        new(ObservationPanel.OximeterPulse, Kind.PulseOximetry, "pulse", Measure.Pulse, VitalSigns, Profiles + "heartrate"),
        new(ObservationPanel.Perfusion, Kind.PulseOximetry, "perfusion", Measure.Perfusion, VitalSigns, Profiles + "vitalsigns"),
        new(ObservationPanel.SensorGlucose, Kind.Cgm, "glucose", Measure.Glucose, Laboratory, null),
        new(ObservationPanel.MeterGlucose, Kind.Glucose, "glucose", Measure.Glucose, Laboratory, null),
        new(ObservationPanel.HeartRate, Kind.HeartRate, "heart-rate", Measure.HeartRate, VitalSigns, Profiles + "heartrate"),
        new(ObservationPanel.BodyTemperature, Kind.Temperature, "temperature", Measure.Temperature, VitalSigns, Profiles + "bodytemp"),
        new(ObservationPanel.BodyWeight, Kind.Weight, "weight", Measure.Weight, VitalSigns, Profiles + "bodyweight"),
        new(ObservationPanel.RespiratoryRate, Kind.RespiratoryRate, "respiratory-rate", Measure.RespiratoryRate, VitalSigns, Profiles + "resprate"),
    ];

    private static readonly PanelDefinition[][] ByKind =
        [.. Enumerable.Range(0, Kinds.All.Count + 1).Select(k => Definitions.Where(d => (int)d.Kind == k).ToArray())];

    /// <summary>All panels, in the order of their numbers.</summary>
    public static IReadOnlyList<PanelDefinition> All => Definitions;

    public static PanelDefinition Of(ObservationPanel panel) => Definitions[(int)panel];

    /// <summary>The panels a kind can make; the first is there in every reading of it that is no part.</summary>
    public static ReadOnlySpan<PanelDefinition> Of(Kind kind) => ByKind[(int)kind];

    /// <summary>Whether this reading makes the panel. A part makes what it holds: the rest is in the reading that it completes.</summary>
    public static bool Has(PanelDefinition panel, in Reading reading) =>
        panel.Kind == reading.Kind
        && (((reading.Flags & ReadingFlags.Part) == 0 && ReferenceEquals(ByKind[(int)reading.Kind][0], panel)) || reading.Values.TryGet(panel.Measure, out _));

    /// <summary>The panel that shows a measure of a kind, or without one the panel that every reading of it makes; null where none does.</summary>
    public static PanelDefinition? Find(Kind kind, Measure? measure)
    {
        if (measure is null)
        {
            return ByKind[(int)kind] is [var first, ..] ? first : null;
        }

        foreach (var panel in ByKind[(int)kind])
        {
            if (panel.Measure == measure)
            {
                return panel;
            }
        }

        return kind switch
        {
            Kind.BloodPressure when measure is Measure.Diastolic or Measure.Map => Of(ObservationPanel.BloodPressure),
            Kind.Cgm when measure is Measure.GlucoseRate => Of(ObservationPanel.SensorGlucose),
            Kind.Glucose when measure is Measure.Meal or Measure.Sample => Of(ObservationPanel.MeterGlucose),
            _ => null,
        };
    }

    /// <summary>The codes of the panel for this reading: glucose depends on unit and sample.</summary>
    public static MeasureCoding Coding(PanelDefinition panel, in Reading reading)
    {
        if (panel.Panel == ObservationPanel.BloodPressure)
        {
            return Codings.BloodPressurePanel;
        }

        reading.Values.TryGet(panel.Measure, out var quantity);
        return Measures.Coding(panel.Kind, panel.Measure, quantity.Unit, SampleOf(reading));
    }

    private static SampleType? SampleOf(in Reading reading) =>
        reading.Kind == Kind.Glucose && reading.Values.TryGet(Measure.Sample, out var sample) ? (SampleType)sample.Mantissa : null;
}
