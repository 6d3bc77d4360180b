using System.Globalization;
using System.Text;
using Rpm.Rules.Alerts;
using Rpm.Rules.Packs;
using Rpm.Rules.Replay;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Replay;

/// <summary>
/// The shipped packs over real recordings, against thresholds that alert on every reading beyond them. With <c>RPM_RULES_REPORT</c> set the table is
/// written to that file; bench/results/rules-on-traces.md is such a table.
/// </summary>
public sealed class SharedTraceTests
{
    private static readonly string[] Traces =
        ["bp_welltory", "cgm_dexcom_clarity", "cgm_hall2018", "cgm_libreview_mmol", "cgm_simglucose", "vitals_mimic2_numerics"];

    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
    private static readonly IReadOnlyList<RulePack> Packs = ShippedPacks.Load();

    private sealed record Line(
        string Trace, SustainedEvents Limit, int Naive, int Alerts, int Events, int Missed, TimeSpan? Median, TimeSpan? Bound);

    public static TheoryData<string> Names => [.. Traces];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Control", "C-162")]
    public void Replay_SharedTrace_MissesNoSustainedEventAndTellsOfItWhenTheReadingsSuffice(string trace)
    {
        var lines = Judge(trace, out _, out _);

        Assert.NotEmpty(lines);
        Assert.All(lines, l => Assert.True(l.Missed == 0, $"{l.Limit.Pack}/{l.Limit.Rule}: {l.Missed} of {l.Events} events missed"));
        Assert.All(lines.Where(l => l.Median is not null), l => Assert.True(l.Median <= l.Bound, $"{l.Limit.Pack}/{l.Limit.Rule}: {l.Median} after {l.Bound}"));
    }

    [Fact]
    [Trait("Control", "C-162")]
    public void Replay_AllSharedTraces_RaiseAtLeastSixtyPercentFewerAlertsThanNaiveThresholds()
    {
        var report = new StringBuilder();
        var (naive, shipped, days) = (0, 0, 0);
        foreach (var trace in Traces)
        {
            var lines = Judge(trace, out var replay, out var zeros);
            var technical = replay.Alerts.Count(a => a.Class == AlertClass.Technical);
            var (before, after) = (lines.Sum(l => l.Naive), replay.Alerts.Count);
            (naive, shipped, days) = (naive + before, shipped + after, days + replay.PatientDays);
            report.AppendLine(CultureInfo.InvariantCulture, $"| **{trace}** | {replay.Patients} patients, {replay.PatientDays} patient-days | {before} ({Rate(before, replay)}) | {after} ({Rate(after, replay)}), of them {technical} technical | {Fewer(before, after)} | {lines.Sum(l => l.Events)} | {lines.Sum(l => l.Missed)} | | |");
            foreach (var line in lines)
            {
                report.AppendLine(CultureInfo.InvariantCulture, $"| | {line.Limit.Pack}/{line.Limit.Rule} | {line.Naive} ({Rate(line.Naive, replay)}) | {line.Alerts} ({Rate(line.Alerts, replay)}) | {Fewer(line.Naive, line.Alerts)} | {line.Events} | {line.Missed} | {Span(line.Median)} | {Span(line.Limit.Hold)} |");
            }

            if (zeros > 0)
            {
                report.AppendLine(CultureInfo.InvariantCulture, $"| | zeros of a sensor that is off | {zeros} more ({Rate(zeros, replay)}) | | 100 % | 0 | 0 | | |");
            }
        }

        if (Environment.GetEnvironmentVariable("RPM_RULES_REPORT") is { Length: > 0 } file)
        {
            report.Insert(0, $"| trace | | naive (per patient-day) | shipped packs (per patient-day) | fewer | sustained events | missed | median delay | hold |\n|---|---|---|---|---|---|---|---|---|\n");
            report.AppendLine(CultureInfo.InvariantCulture, $"| **all** | {days} patient-days | {naive} ({(double)naive / days:0.00}) | {shipped} ({(double)shipped / days:0.00}) | {Fewer(naive, shipped)} | | | | |");
            File.WriteAllText(file, report.ToString());
        }

        Assert.InRange(1 - ((double)shipped / naive), 0.6, 1);
    }

    [Fact]
    [Trait("Control", "C-21")]
    public void Replay_ZerosOfTheBedsideMonitor_RaiseNoLowOxygenAlert()
    {
        var patients = TracePatients.Of(SharedTraces.Join("vitals_mimic2_numerics.csv"), Zone).Patients;
        var off = patients.SelectMany(p => p.Readings).Where(r => (r.Reading.Quality & QualityFlags.SensorOff) != 0).Select(r => r.Reading.Time).ToHashSet();

        var low = Replay(patients).Alerts.Where(a => a.Rule is "spo2-low" or "pulse-low").ToList();

        Assert.Equal(375, off.Count);
        Assert.NotEmpty(low);
        Assert.DoesNotContain(low, a => off.Contains(a.FirstBreach) || a.Value is null or { Mantissa: 0 });
    }

    private static List<Line> Judge(string trace, out ReplayReport replay, out int zeros)
    {
        var patients = TracePatients.Of(SharedTraces.Join(trace + ".csv"), Zone).Patients;
        var report = replay = Replay(patients);
        zeros = patients.SelectMany(p => p.Readings).Count(r => (r.Reading.Quality & QualityFlags.SensorOff) != 0);
        var lines = new List<Line>();
        foreach (var limit in SustainedEvents.All)
        {
            var naive = patients.SelectMany(p => p.Readings).Count(r => limit.IsBeyond(r.Reading));
            if (naive == 0)
            {
                continue;
            }

            var alerts = report.Alerts.Where(a => a.Pack == limit.Pack && a.Rule == limit.Rule).ToList();
            var events = patients.SelectMany(p => limit.Of(p.Patient.Id, p.Readings)).ToList();
            var missed = events.Count(e => !alerts.Exists(a => a.Patient == e.Patient && a.Raised <= e.Known && (a.Resolved is null || a.Resolved >= e.Start)));

            // An alert that an event's readings raised cannot be told of sooner than the first of them that satisfies the hold.
            var raisedBy = alerts.Select(a => (Alert: a, Event: events.Find(e => e.Patient == a.Patient && e.Known == a.Raised))).Where(p => p.Event is not null).ToList();
            lines.Add(new Line(
                trace, limit, naive, alerts.Count, events.Count, missed, RuleReplay.Median([.. raisedBy.Select(p => p.Alert.Delay).Order()]),
                RuleReplay.Median([.. raisedBy.Select(p => p.Event!.Known - p.Event.Start).Order()])));
        }

        return lines;
    }

    private static ReplayReport Replay(IReadOnlyList<ReplayPatient> patients)
    {
        var replay = new RuleReplay(Packs, ReplayOptions.Everything);
        foreach (var patient in patients)
        {
            replay.Add(patient);
        }

        return replay.Report();
    }

    private static string Rate(int count, ReplayReport replay) => ((double)count / replay.PatientDays).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Fewer(int before, int after) => before == 0 ? "" : (1 - ((double)after / before)).ToString("0 %", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan? span) => span switch
    {
        null => "",
        { TotalMinutes: < 1 } short_ => string.Create(CultureInfo.InvariantCulture, $"{short_.TotalSeconds:0} s"),
        { TotalHours: < 48 } hours => string.Create(CultureInfo.InvariantCulture, $"{hours.TotalMinutes:0.#} min"),
        { } days => string.Create(CultureInfo.InvariantCulture, $"{days.TotalDays:0.#} d"),
    };
}
