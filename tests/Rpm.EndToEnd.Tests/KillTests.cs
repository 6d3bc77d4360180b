using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>kill -9 at any instant: nothing acknowledged is lost, nothing is stored twice, no alert is raised again.</summary>
public class KillTests
{
    private const int Kills = 20;
    private const int Patients = 10;

    [Fact]
    [Trait("Control", "C-11"), Trait("Control", "C-12"), Trait("Control", "C-13"), Trait("Control", "C-17")]
    public async Task Kill_TwentyTimesUnderLoad_LosesNothingDoublesNothingAndRepeatsNoAlert()
    {
        var random = new Random(20_261_123);
        await using var engine = await Engine.StartAsync();
        for (var i = 0; i < Patients; i++)
        {
            await engine.EnrolAsync(CgmLoad.Patient(i), CgmLoad.Device(i));
        }

        await using var watcher = new AlertWatcher(engine.MqttPort);
        await using var load = new CgmLoad(engine.MqttPort, Patients, TimeProvider.System.GetUtcNow().AddMinutes(-10));
        load.Start();
        for (var kill = 0; kill < Kills; kill++)
        {
            if (kill % 4 == 3)
            {
                // In the middle of a start, while it reads back what it had.
                await engine.KillAsync();
                engine.Start();
                await Task.Delay(random.Next(300, 1_500), TestContext.Current.CancellationToken);
            }
            else
            {
                await AcknowledgedAsync(load, random.Next(1, 1_500), engine);
            }

            await engine.KillAsync();
            await engine.RestartAsync();
        }

        await load.FinishAsync();
        var status = await engine.SettledAsync();

        var counts = load.Publisher.Counts;
        Assert.True(counts.Connects > Kills / 2 && counts.Resent > 0, $"There was no load when it was killed: {counts}");
        Assert.Equal((counts.Enqueued, counts.Enqueued), (counts.Acknowledged, status.Committed));
        Assert.True(status.Duplicate > 0, "No reading was committed and not acknowledged when the engine was killed: the test proves less than it should.");
        for (var i = 0; i < Patients; i++)
        {
            var series = await engine.GetAsync($"/api/v1/patients/{CgmLoad.Patient(i)}/series?measure=glucose");
            Assert.Equal(load.SentOf(i), series.GetProperty("points").EnumerateArray().Select(p => new Sent(p.GetProperty("time").GetDateTimeOffset(), p.GetProperty("value").GetDouble())));
        }

        await AssertAlertsAsync(engine, watcher, load.Lows);
    }

    private static Task AcknowledgedAsync(CgmLoad load, int more, Engine engine)
    {
        var from = load.Publisher.Counts.Acknowledged;
        return Eventually.TrueAsync(
            () => Task.FromResult(load.Publisher.Counts.Acknowledged >= from + more), TimeSpan.FromSeconds(30), () => $"{load.Publisher.Counts}\n{engine.Output}");
    }

    private static async Task AssertAlertsAsync(Engine engine, AlertWatcher watcher, int lows)
    {
        var alerts = (await engine.GetAsync("/api/v1/alerts?state=all")).EnumerateArray().ToList();
        Assert.Equal(alerts.Count, alerts.Select(Id).Distinct().Count());
        Assert.All(
            alerts.Where(a => a.GetProperty("state").GetString() == "active").GroupBy(a => (a.GetProperty("patient").GetString(), a.GetProperty("rule").GetString())),
            same => Assert.Single(same));
        Assert.All(alerts, a => Assert.Equal(
            Enumerable.Range(1, a.GetProperty("version").GetInt32()), a.GetProperty("history").EnumerateArray().Select(h => h.GetProperty("version").GetInt32())));
        var raises = alerts.Where(a => a.GetProperty("rule").GetString()!.Contains("urgent-low", StringComparison.Ordinal))
            .SelectMany(a => a.GetProperty("history").EnumerateArray()).Count(h => h.GetProperty("change").GetString() is "raised" or "reraised");
        Assert.True(lows > Patients, $"Only {lows} lows.");
        Assert.Equal(lows, raises);

        // The topic: every alert's last version came, and what came twice was the same.
        var last = alerts.ToDictionary(Id, a => a.GetProperty("version").GetInt32());
        await Eventually.TrueAsync(
            () => watcher.Documents.Select(d => (d.Id, d.Version)).ToHashSet().IsSupersetOf(last.Select(a => (a.Key, a.Value))), "the last state of every alert on its topic");
        foreach (var version in watcher.Documents.GroupBy(d => (d.Id, d.Version)))
        {
            Assert.True(version.Key.Version <= last[version.Key.Id], $"{version.Key} was published and is not stored.");
            Assert.Single(version.Select(d => d.Document).Distinct());
        }
    }

    private static string Id(JsonElement alert) => alert.GetProperty("id").GetString()!;
}
