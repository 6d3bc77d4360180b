using System.Globalization;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>The same inputs in two ways must make the same changes.</summary>
public class LongStreamLawTests
{
    private static readonly RulePack Always = Named("weight > 1 kg");

    private static readonly RulePack Mixed = Own.Pack(
        "kind: pulse-oximetry", "when: count(spo2 < 90 %, 10 min) >= 3 or mean(spo2, 5 min) < 86 %", "readings: 2 of 3", "gap: 10 min", "unanswered: 3 min",
        "clear:", "  when: mean(spo2, 5 min) >= 92 %", "  readings: 2", "  gap: 1 h", "raise:", "  to: high", "  when: min(spo2, 5 min) < 80 %");

    [Fact]
    public void Restart_AfterEachInput_ChangesNothing()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            Same(Play(seed, restart: false, always: false), Play(seed, restart: true, always: false), seed);
        }
    }

    [Fact]
    public void ShortWay_NotTaken_ChangesNothing()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            Same(Play(seed, restart: false, always: false), Play(seed, restart: false, always: true), seed);
        }
    }

    [Fact]
    public void Ticks_HoweverPunctual_ChangeNothing()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            Same(Play(seed, restart: false, always: false), Play(seed, restart: false, always: false, ticks: true), seed);
        }
    }

    private static void Same(List<string> a, List<string> b, int seed)
    {
        for (var i = 0; i < Math.Max(a.Count, b.Count); i++)
        {
            var (x, y) = (i < a.Count ? a[i] : "-", i < b.Count ? b[i] : "-");
            Assert.True(x == y, $"seed {seed}, change {i}:\n{string.Join('\n', a.Skip(Math.Max(0, i - 4)).Take(8))}\n--- and\n{string.Join('\n', b.Skip(Math.Max(0, i - 4)).Take(8))}");
        }
    }

    private static List<string> Play(int seed, bool restart, bool always, bool ticks = false)
    {
        var random = new Random(seed);
        RulePack[] packs = always ? [.. ShippedPacks.Load(), Mixed, Always] : [.. ShippedPacks.Load(), Mixed];
        var patient = new PatientContext { Id = "p1", Cohorts = seed % 2 == 0 ? ["news2", "daily", "heart-failure"] : [], TimeZone = "Europe/Berlin" };
        var s = new Scenario(patient, packs) { RestartAlways = restart };
        if (always)
        {
            s.Device = "scale";
            s.Test = false;
            s.Observe(s.Reading(Kind.Weight, "70", s.Now - TimeSpan.FromDays(3), s.Now - TimeSpan.FromDays(3)));
        }
        else
        {
            s.Device = "scale";
            s.Observe(s.Reading(Kind.Weight, "70", s.Now - TimeSpan.FromDays(3), s.Now - TimeSpan.FromDays(3)));
        }

        var kinds = new[] { Kind.PulseOximetry, Kind.PulseOximetry, Kind.Cgm, Kind.BloodPressure, Kind.HeartRate, Kind.Temperature, Kind.RespiratoryRate, Kind.Status };
        var kind = kinds[random.Next(kinds.Length)];
        for (var i = 0; i < 150; i++)
        {
            if (random.Next(8) == 0)
            {
                kind = kinds[random.Next(kinds.Length)];
            }

            s.Device = kind + (random.Next(6) == 0 ? "2" : "1");
            s.Now += TimeSpan.FromSeconds(random.Next(6) switch { 0 => 1, 1 => 10, 2 => 60, 3 => 300, 4 => 301, _ => random.Next(3000) });
            if (ticks)
            {
                while (PatientMonitor.NextDeadline(s.Plan, s.State) is var due && due != s.State.SilenceDue && due < s.Now)
                {
                    PatientMonitor.Tick(s.Plan, s.State, due, s.Changes, silence: false);
                }
            }

            PatientMonitor.Tick(s.Plan, s.State, s.Now, s.Changes, silence: false);

            var open = s.State.OpenAlerts.Where(a => a.Pack != "always").ToArray();
            switch (random.Next(20))
            {
                case 0 when open.Length > 0:
                    s.Act(AlertActionKind.Acknowledge, open[random.Next(open.Length)].Rule);
                    break;
                case 1 when open.Length > 0:
                    s.Act(AlertActionKind.Resolve, open[random.Next(open.Length)].Rule, reason: random.Next(2) == 0 ? "wrong-data" : "seen");
                    break;
                case 2:
                    PatientMonitor.Pause(s.Plan, s.State, random.Next(2) == 0 ? null : s.Now + TimeSpan.FromMinutes(10), s.Now, s.Changes);
                    break;
                case 3:
                    s.Refuse(random.Next(2) == 0 ? RejectReason.Implausible : RejectReason.TimeInFuture, 1, "1s");
                    break;
                case 4:
                    s.Plan = RulePlan.Create(packs, patient with { Limits = random.Next(2) == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["oximetry/low"] = "90 %", ["cgm/low"] = "80 mg/dL" } });
                    PatientMonitor.ChangePlan(s.Plan, s.State, s.Now, s.Changes);
                    break;
                case 5:
                    PatientMonitor.Review(s.Plan, s.State, new EvidenceSpan(s.Device, kind, s.Now - TimeSpan.FromMinutes(random.Next(60)), s.Now - TimeSpan.FromMinutes(2)), "n", s.Now, s.Changes);
                    break;
                default:
                    var token = kind switch
                    {
                        Kind.PulseOximetry => random.Next(9) == 0 ? "off" : $"{random.Next(76, 99)}/{random.Next(3) switch { 0 => 35, 1 => 135, _ => 80 }}",
                        Kind.Cgm => random.Next(9) switch { 0 => "low", 1 => "high", _ => random.Next(45, 300).ToString(CultureInfo.InvariantCulture) },
                        Kind.BloodPressure => $"{random.Next(80, 200)}/{random.Next(60, 79)}/{random.Next(35, 140)}",
                        Kind.HeartRate => random.Next(2) == 0 ? "150" : $"{random.Next(35, 140)}",
                        Kind.Temperature => random.Next(2) == 0 ? "38.5" : "36.5",
                        Kind.RespiratoryRate => $"{random.Next(6, 30)}",
                        _ => $"{random.Next(5, 60)}",
                    };
                    token += random.Next(12) switch { 0 => "?", 1 => "!", _ => "" };
                    var delay = TimeSpan.FromSeconds(random.Next(8) switch { 0 => 30, 1 => 600, 2 => random.Next(1500), 3 => 2400, 4 => -90, _ => 0 });
                    s.Observe(s.Reading(kind, token, s.Now - delay, s.Now));
                    break;
            }

            if (restart)
            {
                s.State = PatientState.Read(Scenario.Bytes(s.State));
                s.State.Bind(s.Plan);
            }
        }

        PatientMonitor.Tick(s.Plan, s.State, s.Now + TimeSpan.FromHours(1), s.Changes, silence: false);
        return [.. s.Changes.Where(c => c.Alert.Pack != "always").Select(c => $"{c.Kind} {c.Alert.Rule} {c.Alert.Id} v{c.Alert.Version} {c.Alert.History[^1].At} {c.Alert.Priority} {c.Alert.Device} ack {c.Alert.Acknowledged} late {c.Alert.Late} q {c.Alert.Questionable} value {c.Alert.Value} ev {c.Alert.Evidence.Count}")];
    }

    private static RulePack Named(string when)
    {
        var load = PackLoader.Load(
        $"""
        id: always
        version: 1.0.0
        title: Always
        source: none
        cohorts: [everyone]
        rules:
          - id: always
            title: Always
            source: none
            class: technical
            priority: low
            when: {when}
        """,
        "always.yaml");
        return load.Pack ?? throw new InvalidOperationException(string.Join('\n', load.Faults));
    }
}
