using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Replay;

/// <summary>A stretch of readings that a rule exists to tell of. <paramref name="Known"/>: when the readings first suffice to say so.</summary>
internal sealed record SustainedEvent(string Patient, string Rule, Instant Start, Instant Known, Instant End);

/// <summary>
/// Limits and events worked out from the readings alone, without the rule language or the monitor: severe values at once (Dexcom urgent low 55, Masimo
/// ten points below the limit, AHA/ACC severe, NEWS2 systolic), the rest when they last (Battelino 2023: 15 min; Masimo: 15 s; three sittings 10 min
/// apart; high glucose: the packs' holds).
/// </summary>
internal sealed class SustainedEvents
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static readonly SustainedEvents[] All =
    [
        new("urgent-low", Kind.Cgm, r => Glucose(r, 55, 3.1) < 0, TimeSpan.Zero, 20 * Minute),
        new("low", Kind.Cgm, r => Glucose(r, 70, 3.9) < 0, 15 * Minute, 20 * Minute),
        new("high", Kind.Cgm, r => Glucose(r, 180, 10.0) > 0, 180 * Minute, 45 * Minute),
        new("very-high", Kind.Cgm, r => Glucose(r, 250, 13.9) > 0, 60 * Minute, 45 * Minute),
        new("spo2-low", Kind.PulseOximetry, r => Of(r, Measure.Spo2) is < 88, TimeSpan.FromSeconds(15), 2 * Minute, atOnce: r => Of(r, Measure.Spo2) is < 78),
        new("pulse-low", Kind.PulseOximetry, r => Of(r, Measure.Pulse) is <= 40, TimeSpan.FromSeconds(15), 2 * Minute),
        new("pulse-high", Kind.PulseOximetry, r => Of(r, Measure.Pulse) is >= 131, TimeSpan.FromSeconds(15), 2 * Minute),
        new("crisis", Kind.BloodPressure, r => Of(r, Measure.Systolic) is > 180 || Of(r, Measure.Diastolic) is > 120, TimeSpan.Zero, TimeSpan.FromDays(7)),
        new("elevated", Kind.BloodPressure, r => Of(r, Measure.Systolic) is >= 130 || Of(r, Measure.Diastolic) is >= 80, TimeSpan.Zero, TimeSpan.FromDays(7), sittings: 3),
        new("cuff-pulse-low", Kind.BloodPressure, r => Of(r, Measure.Pulse) is <= 40, TimeSpan.Zero, TimeSpan.FromDays(7), pack: "heart-rate"),
        new("cuff-pulse-high", Kind.BloodPressure, r => Of(r, Measure.Pulse) is >= 131, TimeSpan.Zero, TimeSpan.FromDays(7), pack: "heart-rate"),
        new("heart-rate-low", Kind.HeartRate, r => Of(r, Measure.HeartRate) is <= 40, TimeSpan.FromSeconds(15), 2 * Minute, pack: "heart-rate"),
        new("heart-rate-high", Kind.HeartRate, r => Of(r, Measure.HeartRate) is >= 131, 2 * Minute, 2 * Minute, pack: "heart-rate"),
        new("respiration-low", Kind.RespiratoryRate, r => Of(r, Measure.RespiratoryRate) is <= 8, TimeSpan.Zero, TimeSpan.FromDays(7), pack: "respiration"),
        new("respiration-high", Kind.RespiratoryRate, r => Of(r, Measure.RespiratoryRate) is >= 21, TimeSpan.Zero, TimeSpan.FromDays(7), pack: "respiration"),
        new("low", Kind.BloodPressure, r => Of(r, Measure.Systolic) is <= 90, TimeSpan.Zero, TimeSpan.FromDays(7)),
    ];

    private readonly Func<Reading, bool> _beyond;
    private readonly Func<Reading, bool>? _atOnce;
    private readonly TimeSpan _gap;
    private readonly int _sittings;

    private SustainedEvents(string rule, Kind kind, Func<Reading, bool> beyond, TimeSpan hold, TimeSpan gap, Func<Reading, bool>? atOnce = null, int sittings = 1,
        string? pack = null)
    {
        (Rule, Kind, _beyond, Hold, _gap, _atOnce, _sittings) = (rule, kind, beyond, hold, gap, atOnce, sittings);
        Pack = pack ?? kind switch { Kind.Cgm => "cgm", Kind.PulseOximetry => "oximetry", _ => "blood-pressure" };
    }

    public string Rule { get; }

    public Kind Kind { get; }

    public string Pack { get; }

    public TimeSpan Hold { get; }

    /// <summary>Whether a naive threshold alerts on the reading.</summary>
    public bool IsBeyond(Reading reading) => reading.Kind == Kind && (reading.Quality & QualityFlags.SensorOff) == 0 && _beyond(reading);

    /// <summary>The events of a patient, of each of its devices.</summary>
    public IEnumerable<SustainedEvent> Of(string patient, IReadOnlyList<JudgedReading> readings)
    {
        foreach (var series in readings.Where(r => r.Reading.Kind == Kind && (r.Reading.Quality & QualityFlags.SensorOff) == 0).GroupBy(r => r.Reading.Device))
        {
            var run = new List<Reading>();
            foreach (var reading in series.Select(r => r.Reading).Append(default))
            {
                var beyond = reading.Device is not null && _beyond(reading);
                if (run.Count > 0 && (!beyond || reading.Time - run[^1].Time > _gap))
                {
                    if (Event(patient, run) is { } found)
                    {
                        yield return found;
                    }

                    run.Clear();
                }

                if (beyond)
                {
                    run.Add(reading);
                }
            }
        }
    }

    private SustainedEvent? Event(string patient, List<Reading> run)
    {
        var (sittings, counted) = (0, Instant.Min);
        foreach (var reading in run)
        {
            if (sittings == 0 || reading.Time - counted >= 10 * Minute)
            {
                (sittings, counted) = (sittings + 1, reading.Time);
            }

            if ((sittings >= _sittings && reading.Time - run[0].Time >= Hold) || (_atOnce?.Invoke(reading) ?? false))
            {
                return new SustainedEvent(patient, Rule, run[0].Time, reading.Time, run[^1].Time);
            }
        }

        return null;
    }

    private static double? Of(Reading reading, Measure measure) => reading.Values.TryGet(measure, out var quantity) ? quantity.Value : null;

    private static int Glucose(Reading reading, double milligrams, double millimoles) =>
        reading.Values.TryGet(Measure.Glucose, out var quantity) ? quantity.Value.CompareTo(quantity.Unit == Unit.MillimolePerLitre ? millimoles : milligrams) : 0;
}
