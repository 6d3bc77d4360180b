using Rpm.DeviceSim.Wards;

namespace Rpm.DeviceSim.Scenarios;

/// <summary>Holds the alerts that were heard against those that the scenarios say.</summary>
internal static class ScenarioJudge
{
    /// <summary>For the way from the broker through the engine and back.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    /// <summary>The verdicts: one for each expectation, one for each alert that should not be.</summary>
    /// <param name="sensors">The sensors of the run; alerts of other devices are nobody's business here.</param>
    /// <param name="speed">How much faster than the clock the bodies live.</param>
    /// <param name="began">When the run began.</param>
    /// <param name="ended">When it ended; what is due later is pending.</param>
    public static IReadOnlyList<AlertVerdict> Judge(
        IEnumerable<WardSensor> sensors, IReadOnlyCollection<HeardAlert> heard, double speed, DateTimeOffset began, DateTimeOffset ended)
    {
        var verdicts = new List<AlertVerdict>();
        var known = new Dictionary<string, Scenario?>(StringComparer.Ordinal);
        var explained = new HashSet<(string Device, string Rule)>();
        foreach (var sensor in sensors)
        {
            known[sensor.Device.Id] = sensor.Scenario;
            foreach (var expected in sensor.Scenario?.Expected ?? [])
            {
                var from = (sensor.First + expected.Earliest / speed) + expected.Hold - TimeSpan.FromSeconds(1);
                var by = expected.Latest / speed + expected.Hold + sensor.Interval * 2 + Slack;
                var found = heard.Where(h => h.Device == sensor.Device.Id && h.Rule == expected.Rule && h.Priority == expected.Priority)
                    .OrderBy(h => h.At).FirstOrDefault(h => h.At - began >= from && h.At - began <= by);
                var outcome = found is not null ? "raised" : ended - began < by ? "pending" : "missed";
                if (found is not null)
                {
                    explained.Add((sensor.Device.Id, expected.Rule));
                }

                verdicts.Add(new AlertVerdict(
                    sensor.Device.Id, expected.Rule, expected.Priority, outcome, from.TotalSeconds, by.TotalSeconds, (found?.At - began)?.TotalSeconds));
            }
        }

        foreach (var alert in heard.GroupBy(h => h.Id, StringComparer.Ordinal).Select(g => g.OrderBy(h => h.At).First()))
        {
            if (known.TryGetValue(alert.Device, out var scenario) && scenario?.Allowed.Contains(alert.Rule) != true && !explained.Contains((alert.Device, alert.Rule)))
            {
                verdicts.Add(new AlertVerdict(alert.Device, alert.Rule, alert.Priority, "false", null, null, (alert.At - began).TotalSeconds));
            }
        }

        return verdicts;
    }
}
