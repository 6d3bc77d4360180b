using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Fhir;

/// <summary>Readings, people and alerts that the FHIR tests share.</summary>
internal static class FhirSamples
{
    public static readonly Instant Time = Instant.From(new DateTimeOffset(2026, 11, 23, 8, 40, 0, 123, TimeSpan.FromHours(1)));

    public static Reading Reading(Kind kind, string device, params MeasureValue[] values)
    {
        var reading = new Reading { Device = device, Kind = kind, Time = Time, OffsetMinutes = 60, User = -1 };
        foreach (var value in values)
        {
            reading.Values.Add(value.Measure, value.Quantity);
        }

        return reading;
    }

    public static MeasureValue Value(Measure measure, long mantissa, byte decimals, Unit unit, Comparator comparator = Comparator.None) =>
        new(measure, new Quantity(mantissa, decimals, unit, comparator));

    public static Reading BloodPressure(long systolic = 128, string device = "cuff-1") => Reading(Kind.BloodPressure, device,
        Value(Measure.Systolic, systolic, 0, Unit.MillimetreOfMercury), Value(Measure.Diastolic, 82, 0, Unit.MillimetreOfMercury),
        Value(Measure.Map, 97, 0, Unit.MillimetreOfMercury), Value(Measure.Pulse, 71, 0, Unit.PerMinute));

    public static Reading BloodPressureInKilopascal() => Reading(Kind.BloodPressure, "cuff-1",
        Value(Measure.Systolic, 160, 1, Unit.Kilopascal), Value(Measure.Diastolic, 107, 1, Unit.Kilopascal));

    public static Reading Oximetry() => Reading(Kind.PulseOximetry, "oxi-1",
        Value(Measure.Spo2, 970, 1, Unit.Percent), Value(Measure.Pulse, 66, 0, Unit.PerMinute), Value(Measure.Perfusion, 23, 1, Unit.Percent));

    public static Reading Cgm(long glucose = 58, Comparator comparator = Comparator.None) => Reading(Kind.Cgm, "cgm-1",
        Value(Measure.Glucose, glucose, 1, Unit.MillimolePerLitre, comparator), Value(Measure.GlucoseRate, -6, 2, Unit.MillimolePerLitrePerMinute));

    public static Reading Meter(SampleType sample, Unit unit) => Reading(Kind.Glucose, "meter-1",
        Value(Measure.Glucose, unit == Unit.MillimolePerLitre ? 61 : 110, (byte)(unit == Unit.MillimolePerLitre ? 1 : 0), unit),
        Value(Measure.Meal, (long)MealContext.Fasting, 0, Unit.None), Value(Measure.Sample, (long)sample, 0, Unit.None));

    public static Reading With(Reading reading, QualityFlags quality = QualityFlags.None, ReadingFlags flags = ReadingFlags.None) =>
        reading with { Quality = quality, Flags = flags };

    /// <summary>Every kind, unit, quality and flag that changes an Observation.</summary>
    public static IReadOnlyList<(string Name, Reading Reading)> Readings()
    {
        var readings = new List<(string, Reading)>
        {
            ("blood-pressure", BloodPressure()),
            ("blood-pressure-kpa", BloodPressureInKilopascal()),
            ("pulse-oximetry", Oximetry()),
            ("oximetry-zero", Reading(Kind.PulseOximetry, "oxi-1", Value(Measure.Spo2, 0, 0, Unit.Percent), Value(Measure.Pulse, 0, 0, Unit.PerMinute))),
            ("oximetry-sensor-off", With(Oximetry(), QualityFlags.SensorOff)),
            ("cgm", Cgm()),
            ("cgm-low", Cgm(22, Comparator.Low)),
            ("cgm-high-mass", Reading(Kind.Cgm, "cgm-1", Value(Measure.Glucose, 400, 0, Unit.MilligramPerDecilitre, Comparator.High))),
            ("heart-rate", Reading(Kind.HeartRate, "strap-1", Value(Measure.HeartRate, 63, 0, Unit.PerMinute))),
            ("temperature", Reading(Kind.Temperature, "thermo-1", Value(Measure.Temperature, 3710, 2, Unit.Celsius))),
            ("temperature-f", Reading(Kind.Temperature, "thermo-1", Value(Measure.Temperature, 986, 1, Unit.Fahrenheit))),
            ("weight", Reading(Kind.Weight, "scale-1", Value(Measure.Weight, 7250, 2, Unit.Kilogram))),
            ("weight-lb", Reading(Kind.Weight, "scale-1", Value(Measure.Weight, 1602, 1, Unit.Pound))),
            ("weight-g", Reading(Kind.Weight, "scale-1", Value(Measure.Weight, 72500, 0, Unit.Gram))),
            ("respiratory-rate", Reading(Kind.RespiratoryRate, "resp-1", Value(Measure.RespiratoryRate, 14, 0, Unit.PerMinute))),
            ("invalid", With(BloodPressure(), QualityFlags.Invalid)),
            ("demonstration", With(BloodPressure(), QualityFlags.Demonstration)),
            ("test", With(Oximetry(), flags: ReadingFlags.Test)),
            ("manual", With(BloodPressure(), flags: ReadingFlags.Manual)),
            ("member-dropped", With(Oximetry(), flags: ReadingFlags.MemberDropped)),
            ("gateway-time", With(BloodPressure(), flags: ReadingFlags.GatewayTime) with { DeviceTime = Time.UnixMilliseconds - 7_200_000 }),
            ("quality", With(BloodPressure(), QualityFlags.Movement | QualityFlags.IrregularPulse | QualityFlags.Questionable | QualityFlags.Early | QualityFlags.Calibration)),
        };
        foreach (var sample in Enum.GetValues<SampleType>().Where(s => s != SampleType.ControlSolution))
        {
            readings.Add(($"glucose-{sample}-mass", Meter(sample, Unit.MilligramPerDecilitre)));
            readings.Add(($"glucose-{sample}-moles", Meter(sample, Unit.MillimolePerLitre)));
        }

        return readings;
    }

    public static RegistrySnapshot Registry()
    {
        var snapshot = RegistrySnapshot.Empty
            .With(new Patient { Id = "p1", Mrn = "4711", Name = "Erika Mustermann", BirthDate = new DateOnly(1951, 3, 2), CareTeam = "heart-team" })
            .With(new Patient { Id = "p_2 ü" });
        foreach (var (device, kind) in new[]
        {
            ("cuff-1", Kind.BloodPressure), ("oxi-1", Kind.PulseOximetry), ("cgm-1", Kind.Cgm), ("meter-1", Kind.Glucose), ("strap-1", Kind.HeartRate),
            ("thermo-1", Kind.Temperature), ("scale-1", Kind.Weight), ("resp-1", Kind.RespiratoryRate),
        })
        {
            snapshot = snapshot
                .With(new Device { Id = device, Kind = kind, Manufacturer = "Acme", Model = "M-1", Serial = "0001" })
                .With(new Enrolment($"e-{device}", "p1", device, null, Instant.Min, Instant.Max));
        }

        return snapshot;
    }

    public static Alert Alert(string id = "0f8a2c5d11", AlertClass @class = AlertClass.Physiological, AlertPriority priority = AlertPriority.High)
    {
        var raised = Time + TimeSpan.FromSeconds(2);
        return new Alert
        {
            Id = id,
            Version = 1,
            Patient = "p1",
            Device = "cuff-1",
            Rule = "systolic-high",
            Pack = "blood-pressure",
            PackHash = "ab12cd34",
            Title = "Systolic 182 mmHg above 180",
            Class = @class,
            Priority = priority,
            Critical = false,
            Active = true,
            Raised = raised,
            Kind = Kind.BloodPressure,
            Measure = Measure.Systolic,
            Value = new Quantity(182, 0, Unit.MillimetreOfMercury),
            Limit = new Quantity(180, 0, Unit.MillimetreOfMercury),
            ReadingTime = Time,
            Action = "Repeat the measurement now",
            Evidence = [new AlertEvidence(17, "cuff-1", Kind.BloodPressure, Time, 0, Measure.Systolic, new Quantity(182, 0, Unit.MillimetreOfMercury), QualityFlags.None)],
            Limits = [new AlertLimit("systolic", new Quantity(180, 0, Unit.MillimetreOfMercury), true)],
            History = [new AlertHistoryEntry(1, raised, AlertChangeKind.Raised, null, null, priority)],
        };
    }

    /// <summary>An alert about what was computed of several readings, with a time by which somebody should have looked.</summary>
    public static Alert Computed(string id, string computed, long mantissa, byte decimals, Unit unit) => Alert(id) with
    {
        Computed = computed,
        Value = new Quantity(mantissa, decimals, unit),
        Limit = new Quantity(mantissa, decimals, unit),
        ReviewBy = Time + TimeSpan.FromSeconds(2) + TimeSpan.FromMinutes(20),
    };

    /// <summary>The alert after one more change.</summary>
    public static Alert Next(Alert alert, AlertChangeKind change, Func<Alert, Alert> what, string? by = null, string? note = null)
    {
        var at = Rpm.Ingest.Fhir.AlertLife.Updated(alert) + TimeSpan.FromMinutes(3);
        var version = alert.Version + 1;
        var next = what(alert) with { Version = version };
        return next with { History = [.. alert.History, new AlertHistoryEntry(version, at, change, by, note, next.Priority)] };
    }

    public static Alert Acknowledged(Alert alert, string by = "nurse-7") => Next(
        alert, AlertChangeKind.Acknowledged, a => a with { Acknowledged = true, AcknowledgedAt = Rpm.Ingest.Fhir.AlertLife.Updated(a) + TimeSpan.FromMinutes(3), AcknowledgedBy = by }, by, "Called the patient");

    public static Alert Cleared(Alert alert) => Next(
        alert, AlertChangeKind.ResolvedByCondition, a => a with { Active = false, Resolved = Rpm.Ingest.Fhir.AlertLife.Updated(a) + TimeSpan.FromMinutes(3), Resolution = "condition-cleared" });

    public static Alert Wrong(Alert alert, string by = "nurse-7") => Next(
        alert, AlertChangeKind.ResolvedByPerson, a => a with { Active = false, Acknowledged = true, Resolved = Rpm.Ingest.Fhir.AlertLife.Updated(a) + TimeSpan.FromMinutes(3), Resolution = "wrong-data" }, by);

    public static Alert Reraised(Alert alert) => Next(
        alert, AlertChangeKind.Reraised, a => a with { Active = true, Acknowledged = false, AcknowledgedAt = null, AcknowledgedBy = null, Resolved = null, Resolution = null });

    public static Alert Escalated(Alert alert) => Next(alert, AlertChangeKind.Escalated, a => a with { Tier = a.Tier + 1 });

    /// <summary>The engine's own: about no patient and no device.</summary>
    public static Alert Engine(string id = "a-engine") => Alert(id, AlertClass.Technical) with
    {
        Patient = EnginePatient.Id,
        Device = null,
        Rule = "monitor-lag",
        Pack = EnginePatient.Pack,
        PackHash = EnginePatient.PackHash,
        Kind = null,
        Measure = null,
        Value = null,
        Limit = null,
        ReadingTime = null,
        Evidence = [],
        Limits = [],
    };

    /// <summary>One in place of many silent devices.</summary>
    public static Alert SilentDevices(string id = "a-silent") => Engine(id) with
    {
        Rule = EnginePatient.SilentDevices,
        Title = "2 devices silent",
        Kind = Kind.Cgm,
        Members =
        [
            new AlertMember("m1", "p1", "cgm-1", Kind.Cgm, Time, null), new AlertMember("m2", "p2", "cgm-2", Kind.Cgm, Time, null),
            new AlertMember("m3", "p3", "cgm-3", Kind.Cgm, Time, Time + TimeSpan.FromMinutes(1)),
        ],
    };
}
