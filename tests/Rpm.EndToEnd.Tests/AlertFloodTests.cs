using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>Ten thousand retained alerts and subscribers that do not keep up.</summary>
public class AlertFloodTests
{
    private const int Patients = 10_000;

    [Fact, Trait("Control", "C-05")]
    public async Task Alerts_TenThousandAndSlowSubscribers_NoneIsDroppedAndTheFastOneDoesNotWait()
    {
        // Room for all retained alerts and not for two changes of each: who stops reading for that long is disconnected.
        await using var engine = await Engine.StartAsync(new() { ["Registry:AutoEnrol"] = "true", ["Mqtt:SubscriberQueue"] = "12000" });
        using var fast = await SubscribedAsync(engine, "fast");
        using var hesitant = await SubscribedAsync(engine, "hesitant");
        using var stuck = await SubscribedAsync(engine, "stuck");

        var start = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        await PostAsync(engine, start, 41);
        Assert.Equal(Patients, (await ReadAsync(fast, v => v.Count == Patients)).Count);
        // Read nothing until now; its queue held all of them.
        Assert.Equal(Patients, (await ReadAsync(hesitant, v => v.Count == Patients)).Count);

        // Two good readings resolve each alert; unacknowledged they stay retained.
        var hesitantReads = ReadAsync(hesitant, v => v.Count == Patients && v.Values.All(n => n == 2));
        await PostAsync(engine, start.AddMinutes(1), 120);
        await PostAsync(engine, start.AddMinutes(2), 120);
        Assert.Equal(Patients, (await ReadAsync(fast, v => v.Count == Patients && v.Values.All(n => n == 2))).Count);
        await hesitantReads;

        await Eventually.TrueAsync(() => engine.Output.Contains("Subscriber stuck does not keep up", StringComparison.Ordinal), "the stuck one is disconnected");
        Assert.True((await ReadAsync(stuck, _ => false)).Count < 2 * Patients, "It was sent everything.");
        using var again = await SubscribedAsync(engine, "stuck");
        var found = await ReadAsync(again, v => v.Count == Patients);
        Assert.Equal((Patients, 2), (found.Count, found.Values.Distinct().Single()));
    }

    private static async Task<RawMqtt> SubscribedAsync(Engine engine, string name)
    {
        var raw = await RawMqtt.ConnectAsync(engine.MqttPort, name);
        await raw.SubscribeAsync("rpm/v1/alerts/#");
        return raw;
    }

    private static async Task PostAsync(Engine engine, DateTimeOffset time, int value)
    {
        var batch = new StringBuilder("[");
        for (var i = 0; i < Patients; i++)
        {
            batch.Append(CultureInfo.InvariantCulture, $$"""{{(i == 0 ? "" : ",")}}{"device":"flood-{{i}}","kind":"cgm","time":"{{time:O}}","glucose":{{value}},"unit":"mg/dL"}""");
        }

        var answer = await engine.SendAsync(HttpMethod.Post, "/api/v1/readings", batch.Append(']').ToString());
        Assert.Equal(Patients, answer.GetProperty("committed").GetInt32());
    }

    /// <summary>Reads until the newest versions, by alert, are what is waited for, or the connection ends.</summary>
    private static async Task<Dictionary<string, int>> ReadAsync(RawMqtt raw, Func<Dictionary<string, int>, bool> until)
    {
        var versions = new Dictionary<string, int>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!(versions.Count == Patients && until(versions)) && await raw.ReadPublishAsync().WaitAsync(deadline.Token) is var (topic, payload))
        {
            using var alert = JsonDocument.Parse(payload);
            versions[topic] = alert.RootElement.GetProperty("version").GetInt32();
        }

        return versions;
    }
}
