namespace Rpm.Telemetry;

/// <summary>
/// LOINC and MDC codes. Source, unless a comment says otherwise: the project's table of R4 facts, made from HL7's vital-signs
/// profiles (LOINC codes they require), the PHD implementation guide 2.0.0 (MDC codes in its examples) and the CGM
/// implementation guide 1.0.0 (interstitial glucose).
/// </summary>
public static class Codings
{
    /// <summary>The panel that holds systolic, diastolic and mean pressure.</summary>
    public static readonly MeasureCoding BloodPressurePanel =
        Of("85354-9", "Blood pressure panel with all children optional", 150020, "MDC_PRESS_BLD_NONINV");

    private static readonly MeasureCoding Systolic = Of("8480-6", "Systolic blood pressure", 150021, "MDC_PRESS_BLD_NONINV_SYS");
    private static readonly MeasureCoding Diastolic = Of("8462-4", "Diastolic blood pressure", 150022, "MDC_PRESS_BLD_NONINV_DIA");
    private static readonly MeasureCoding Map = Of("8478-0", "Mean blood pressure", 150023, "MDC_PRESS_BLD_NONINV_MEAN");
    private static readonly MeasureCoding CuffPulse = Of("8867-4", "Heart rate", 149546, "MDC_PULS_RATE_NON_INV");

    private static readonly MeasureCoding OximeterPulse = new(
        [new("8867-4", "Heart rate"), new("8889-8", "Heart rate by Pulse oximetry")],
        new(149530, "MDC_PULS_OXIM_PULS_RATE"));

    // ISO/IEEE 11073-10101, partition 2, term 16770; a chest strap or watch does not say how it counts.
    private static readonly MeasureCoding HeartRate = Of("8867-4", "Heart rate", 147842, "MDC_ECG_HEART_RATE");

    // 2708-6 is required by the oxygensat profile, 59408-5 says how it was measured.
    private static readonly MeasureCoding Spo2 = new(
        [
            new("2708-6", "Oxygen saturation in Arterial blood"),
            new("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
        ],
        new(150456, "MDC_PULS_OXIM_SAT_O2"));

    private static readonly MeasureCoding Perfusion =
        Of("61006-3", "Perfusion index Tissue by Pulse oximetry", 150448, "MDC_PULS_OXIM_PERF_REL");

    private static readonly MeasureCoding Temperature = Of("8310-5", "Body temperature", 150364, "MDC_TEMP_BODY");
    private static readonly MeasureCoding Weight = Of("29463-7", "Body weight", 188736, "MDC_MASS_BODY_ACTUAL");
    private static readonly MeasureCoding RespiratoryRate = Of("9279-1", "Respiratory rate", 151562, "MDC_RESP_RATE");

    private static readonly GlucoseCodings Interstitial = new(
        new("99504-3", "Glucose [Mass/volume] in Interstitial fluid"),
        new("105272-9", "Glucose [Moles/volume] in Interstitial fluid"));

    private static readonly GlucoseCodings Capillary = new(
        new("41653-7", "Glucose [Mass/volume] in Capillary blood by Glucometer"),
        new("14743-9", "Glucose [Moles/volume] in Capillary blood by Glucometer"));

    // LOINC 2.x; a meter that says "venous" or "arterial" must not be coded as capillary.
    private static readonly GlucoseCodings Blood = new(
        new("2339-0", "Glucose [Mass/volume] in Blood"),
        new("15074-8", "Glucose [Moles/volume] in Blood"));

    private static readonly GlucoseCodings Plasma = new(
        new("2345-7", "Glucose [Mass/volume] in Serum or Plasma"),
        new("14749-6", "Glucose [Moles/volume] in Serum or Plasma"));

    // Terms of ISO/IEEE 11073-10101, partition 2, as 11073-10417 uses them for sample types.
    private static readonly GlucoseCoding InterstitialFluid = new(Interstitial, new(160212, "MDC_CONC_GLU_ISF"));
    private static readonly GlucoseCoding CapillaryWholeBlood = new(Capillary, new(160184, "MDC_CONC_GLU_CAPILLARY_WHOLEBLOOD"));
    private static readonly GlucoseCoding CapillaryPlasma = new(Capillary, new(160188, "MDC_CONC_GLU_CAPILLARY_PLASMA"));
    private static readonly GlucoseCoding VenousWholeBlood = new(Blood, new(160192, "MDC_CONC_GLU_VENOUS_WHOLEBLOOD"));
    private static readonly GlucoseCoding VenousPlasma = new(Plasma, new(160196, "MDC_CONC_GLU_VENOUS_PLASMA"));
    private static readonly GlucoseCoding ArterialWholeBlood = new(Blood, new(160200, "MDC_CONC_GLU_ARTERIAL_WHOLEBLOOD"));
    private static readonly GlucoseCoding ArterialPlasma = new(Plasma, new(160204, "MDC_CONC_GLU_ARTERIAL_PLASMA"));
    private static readonly GlucoseCoding UndeterminedWholeBlood = new(Capillary, new(160364, "MDC_CONC_GLU_UNDETERMINED_WHOLEBLOOD"));
    private static readonly GlucoseCoding UndeterminedPlasma = new(Capillary, new(160368, "MDC_CONC_GLU_UNDETERMINED_PLASMA"));

    internal static MeasureCoding Find(Kind kind, Measure measure, Unit unit, SampleType? sample) => measure switch
    {
        Measure.Systolic => Systolic,
        Measure.Diastolic => Diastolic,
        Measure.Map => Map,
        Measure.Pulse => kind == Kind.PulseOximetry ? OximeterPulse : CuffPulse,
        Measure.HeartRate => HeartRate,
        Measure.Spo2 => Spo2,
        Measure.Perfusion => Perfusion,
        Measure.Glucose => (kind == Kind.Cgm ? InterstitialFluid : OfSample(sample)).In(unit),
        Measure.Temperature => Temperature,
        Measure.Weight => Weight,
        Measure.RespiratoryRate => RespiratoryRate,
        _ => MeasureCoding.None,
    };

    // A meter that does not say is a finger-stick meter: capillary whole blood.
    private static GlucoseCoding OfSample(SampleType? sample) => sample switch
    {
        SampleType.CapillaryPlasma => CapillaryPlasma,
        SampleType.VenousWholeBlood => VenousWholeBlood,
        SampleType.VenousPlasma => VenousPlasma,
        SampleType.ArterialWholeBlood => ArterialWholeBlood,
        SampleType.ArterialPlasma => ArterialPlasma,
        SampleType.UndeterminedWholeBlood => UndeterminedWholeBlood,
        SampleType.UndeterminedPlasma => UndeterminedPlasma,
        SampleType.InterstitialFluid => InterstitialFluid,
        _ => CapillaryWholeBlood,
    };

    private static MeasureCoding Of(string loinc, string display, int mdc, string referenceId) =>
        new([new Loinc(loinc, display)], new Mdc(mdc, referenceId));

    private sealed record GlucoseCodings(Loinc Mass, Loinc Moles);

    private sealed class GlucoseCoding(GlucoseCodings loinc, Mdc mdc)
    {
        private readonly MeasureCoding _mass = new([loinc.Mass], mdc);
        private readonly MeasureCoding _moles = new([loinc.Moles], mdc);

        public MeasureCoding In(Unit unit) => unit == Unit.MillimolePerLitre ? _moles : _mass;
    }
}
