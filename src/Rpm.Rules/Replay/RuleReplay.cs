using Rpm.Rules.Alerts;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Replay;

/// <summary>
/// What packs would have raised over recorded readings: the monitor that judges live, patient by patient, with the times at which the readings
/// arrived. Nobody acts on an alert in it.
/// </summary>
public sealed class RuleReplay(IReadOnlyList<RulePack> packs, ReplayOptions options)
{
    private readonly List<ReplayedAlert> _alerts = [];
    private int _patients;
    private long _readings;
    private int _days;

    /// <summary>Replays one patient.</summary>
    /// <remarks>It ends with the last reading: whether a device that sent nothing any more was silent or put away nobody can tell.</remarks>
    public void Add(ReplayPatient patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var replay = new PatientReplay(RulePlan.Create(packs, patient.Patient), patient.Patient.Id);
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(patient.Patient.TimeZone, out var known) ? known : TimeZoneInfo.Utc;
        var days = new HashSet<DateTime>();
        var readings = 0L;
        foreach (var judged in patient.Readings)
        {
            var reading = judged;
            replay.Observe(in reading, reading.Received);
            if (reading.Reading.Time >= options.From && reading.Reading.Time < options.To)
            {
                readings++;
                days.Add(TimeZoneInfo.ConvertTime(reading.Reading.Time.ToDateTimeOffset(), zone).Date);
            }
        }

        _patients += readings > 0 ? 1 : 0;
        _readings += readings;
        _days += days.Count;
        _alerts.AddRange(Alerts(replay).Where(a => a.Raised >= options.From && a.Raised < options.To && (options.Test || !a.Test)));
    }

    /// <summary>What came of the patients so far.</summary>
    public ReplayReport Report()
    {
        var rules =
            from pack in packs.OrderBy(p => p.Id, StringComparer.Ordinal)
            from rule in pack.Rules
            let alerts = _alerts.Where(a => a.Pack == pack.Id && a.Rule == rule.Id).ToList()
            let delays = alerts.Select(a => a.Delay).Order().ToList()
            select new RuleTally(
                pack.Id, rule.Id, rule.Class, rule.Priority, alerts.Count, _days == 0 ? 0 : (double)alerts.Count / _days, Median(delays), delays.Count == 0 ? null : delays[^1]);
        return new ReplayReport(packs, _patients, _readings, _days, [.. rules], [.. _alerts.OrderBy(a => a.Raised).ThenBy(a => a.Patient, StringComparer.Ordinal)]);
    }

    /// <summary>The middle one of spans in order, or the mean of the two in the middle; null of none.</summary>
    public static TimeSpan? Median(IReadOnlyList<TimeSpan> ordered)
    {
        ArgumentNullException.ThrowIfNull(ordered);
        var half = ordered.Count / 2;
        return ordered.Count == 0 ? null : ordered.Count % 2 == 1 ? ordered[half] : (ordered[half - 1] + ordered[half]) / 2;
    }

    private static IEnumerable<ReplayedAlert> Alerts(PatientReplay replay)
    {
        foreach (var life in replay.Changes.GroupBy(c => c.Alert.Id))
        {
            var (raised, last) = (life.First().Alert, life.Last().Alert);
            yield return new ReplayedAlert(
                raised.Patient, raised.Pack, raised.Rule, raised.Class, life.Max(c => c.Alert.Priority), raised.Late, raised.Test, raised.Device,
                replay.FirstBreach(raised.Id) ?? raised.Raised, raised.Raised, last.Resolved, raised.Value, raised.Limit);
        }
    }
}
