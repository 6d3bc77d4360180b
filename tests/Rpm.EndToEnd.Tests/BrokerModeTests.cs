using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Rpm.EndToEnd.Tests;

/// <summary>The engine behind a real mosquitto.</summary>
public partial class BrokerModeTests
{
    private const int Devices = 8;

    [Fact, Trait("Control", "C-07")]
    public async Task Burst_TwoHundredThousandWithTheDocumentedSettings_ArrivesWhole()
    {
        const int Each = 200_000 / Devices;
        await using var broker = await Mosquitto.StartAsDocumentedAsync();
        await using var engine = await Engine.StartAsync(new(Settings(broker)) { ["Mqtt:Username"] = Mosquitto.Engine, ["Mqtt:Password"] = Mosquitto.Engine });
        await ConnectedAsync(engine);
        await BurstAsync(broker, Each, Mosquitto.Device);

        await Eventually.TrueAsync(
            async () => (await engine.StatusAsync()).Committed == Each * Devices, TimeSpan.FromSeconds(90), () => $"not every reading was committed\n{engine.Output}");
        var status = await engine.SettledAsync();
        Assert.Equal((Each * Devices, 0), (status.Committed, status.Quarantined));
        Assert.Equal("ready", (await engine.GetAsync("/health/ready")).GetProperty("status").GetString());
        Assert.DoesNotContain("[2070]", engine.Output, StringComparison.Ordinal);
    }

    [Fact, Trait("Control", "C-07"), Trait("Control", "C-76")]
    public async Task Burst_WithTheBrokersDefaults_TheLossIsCountedNamedAndLogged()
    {
        const int Each = 50_000 / Devices;
        await using var broker = await Mosquitto.StartAsync();
        await using var engine = await Engine.StartAsync(Settings(broker));
        await ConnectedAsync(engine);
        await BurstAsync(broker, Each);

        long dropped = 0, committed = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                (dropped, committed) = (await DroppedAsync(engine), (await engine.StatusAsync()).Committed);
                return dropped + committed == Each * Devices;
            },
            TimeSpan.FromSeconds(60), () => $"{committed} committed and {dropped} seen as dropped of {Each * Devices}\n{engine.Output}");
        Assert.True(dropped > 0, "The broker lost nothing: the burst was too slow.");
        var health = await engine.GetAsync("/health/ready");
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Contains(health.GetProperty("degraded").EnumerateArray(), p => p.GetProperty("name").GetString() == "broker");
        Assert.Matches("(?s)crit: [^\n]*2060.*Readings are lost", engine.Output);

        // And it is an alert, for whoever watches alerts and not health.
        await using var watcher = new AlertWatcher(broker.Port);
        await Eventually.TrueAsync(() => watcher.Documents.Any(d => d.Document.Contains("\"rule\":\"broker-dropped\"", StringComparison.Ordinal)), "the alert is on its topic");
        var alert = Assert.Single((await engine.GetAsync("/api/v1/alerts?patient=@engine")).EnumerateArray());
        Assert.Equal(("high", "technical"), (alert.GetProperty("priority").GetString(), alert.GetProperty("class").GetString()));
    }

    [Fact, Trait("Control", "C-94"), Trait("Control", "C-95")]
    public async Task Broker_AwayForAMinute_IsAnAlertThatOutlivesARestartAndResolvesWhenItIsBack()
    {
        await using var broker = await Mosquitto.StartAsync(Mosquitto.Documented);
        await using var engine = await Engine.StartAsync(Settings(broker));
        await ConnectedAsync(engine);
        await broker.KillAsync();
        JsonElement[] open = [];
        async Task OpenAsync(Func<JsonElement[], bool> until, string what) => await Eventually.TrueAsync(
            async () => until(open = [.. (await engine.GetAsync("/api/v1/alerts")).EnumerateArray()]), TimeSpan.FromSeconds(100), () => $"{what}\n{engine.Output}");

        await OpenAsync(alerts => alerts.Length > 0, "the engine tells of the broker that is away");
        var alert = Assert.Single(open);
        Assert.Equal(("@engine", "broker-link", "high", 1), (alert.GetProperty("patient").GetString(), alert.GetProperty("rule").GetString(), alert.GetProperty("priority").GetString(), alert.GetProperty("version").GetInt32()));

        await engine.KillAsync();
        await broker.RestartAsync();
        await engine.RestartAsync();
        await OpenAsync(alerts => alerts[0].GetProperty("state").GetString() == "resolved", "it is over after the restart");
        Assert.Equal(alert.GetProperty("id").GetString(), Assert.Single(open).GetProperty("id").GetString());
        await using var watcher = new AlertWatcher(broker.Port);
        await Eventually.TrueAsync(() => watcher.Documents.Any(d => d.Id == alert.GetProperty("id").GetString() && d.Version == 2), "its last state is retained: nobody has seen it");
        await engine.SendAsync(HttpMethod.Post, $"/api/v1/alerts/{alert.GetProperty("id").GetString()}/acknowledge", """{"by":"it"}""");
        await OpenAsync(alerts => alerts.Length == 0, "done with");
        await Eventually.TrueAsync(() => watcher.Messages.Last().Payload.Length == 0, "the retained one is emptied");
    }

    [Fact, Trait("Control", "C-06")]
    public async Task Broker_KilledAndRestarted_TheEngineGoesOn()
    {
        await using var broker = await Mosquitto.StartAsync(Mosquitto.Documented);
        await using var engine = await Engine.StartAsync(Settings(broker));
        await ConnectedAsync(engine);
        await BurstAsync(broker, 100);
        await Eventually.TrueAsync(async () => (await engine.StatusAsync()).Committed == 100 * Devices, Eventually.Deadline, () => engine.Output);

        await broker.KillAsync();
        await Eventually.TrueAsync(() => engine.Output.Contains("[2051]", StringComparison.Ordinal), "the loss of the connection in the log");
        Assert.True((await engine.Http.GetAsync("/health/ready")).IsSuccessStatusCode);
        await broker.RestartAsync();
        // What is published before the engine has subscribed again finds nobody: the killed broker forgot the session.
        await Eventually.TrueAsync(() => Connected().Count(engine.Output) == 2, "the connection is there again", TimeSpan.FromSeconds(60));
        await BurstAsync(broker, 100, first: 100);
        await Eventually.TrueAsync(async () => (await engine.StatusAsync()).Committed == 200 * Devices, Eventually.Deadline, () => engine.Output);
        await Eventually.TrueAsync(
            async () => (await engine.GetAsync("/health/ready")).GetProperty("status").GetString() == "ready", TimeSpan.FromSeconds(60), () => engine.Output);
    }

    [GeneratedRegex(@"\[2050\]")]
    private static partial Regex Connected();

    [GeneratedRegex(@"^rpm_mqtt_broker_dropped\S*\s+(\d+)", RegexOptions.Multiline)]
    private static partial Regex Dropped();

    private static Dictionary<string, string> Settings(Mosquitto broker) => new()
    {
        ["Mqtt:Mode"] = "Broker",
        ["Mqtt:Port"] = broker.Port.ToString(CultureInfo.InvariantCulture),
        ["Registry:AutoEnrol"] = "true",
    };

    private static Task ConnectedAsync(Engine engine) =>
        Eventually.TrueAsync(() => Connected().IsMatch(engine.Output), "the engine is connected to the broker");

    private static async Task<long> DroppedAsync(Engine engine)
    {
        var match = Dropped().Match(await engine.Http.GetStringAsync("/metrics"));
        return match.Success ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    private static async Task BurstAsync(Mosquitto broker, int each, string? user = null, int first = 0)
    {
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-20);
        await Task.WhenAll(Enumerable.Range(0, Devices).Select(async device =>
        {
            // The access rules let a device publish below its own name.
            using var raw = await RawMqtt.ConnectAsync(broker.Port, $"burst-{device}", user);
            await raw.BurstAsync($"rpm/v1/up/burst-{device}/cgm", each, i => string.Create(
                CultureInfo.InvariantCulture, $$"""{"time":"{{start.AddMilliseconds(i):yyyy-MM-dd'T'HH:mm:ss.fffzzz}}","id":"{{first + i}}","glucose":{{90 + i % 60}},"unit":"mg/dL"}"""));
        }));
    }
}
