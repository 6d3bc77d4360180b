using System.Text;
using MQTTnet;
using MQTTnet.Protocol;

namespace Rpm.EndToEnd.Tests;

/// <summary>One device goes mad: its surplus is kept in quarantine, and nobody else notices.</summary>
public class DeviceFloodTests
{
    private const int Burst = 2_000;
    private const int FloodFrames = 60;
    private const int FloodReadings = 1_000;

    [Fact]
    [Trait("Control", "C-98")]
    [Trait("Control", "C-15")]
    public async Task Publish_OneDeviceFloods_TheOthersAreAcknowledgedAsEver()
    {
        await using var engine = await Engine.StartAsync(new() { ["Intake:DeviceRate"] = "10", ["Intake:DeviceBurst"] = $"{Burst}" });
        await engine.EnrolAsync("mad", "mad-1");
        await engine.EnrolAsync("calm", "calm-1");
        var start = TimeProvider.System.GetUtcNow().AddDays(-2);
        using var flood = await RawMqtt.ConnectAsync(engine.MqttPort, "flood");
        var flooding = flood.BurstAsync("rpm/v1/up/mad-1/heart-rate", FloodFrames, i => Frame(start.AddSeconds(i * FloodReadings)));

        using var calm = new MqttClientFactory().CreateMqttClient();
        await calm.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", engine.MqttPort).WithClientId("calm").Build());
        var (slowest, sent) = (TimeSpan.Zero, 0);
        while (!flooding.IsCompleted || sent < 20)
        {
            var began = TimeProvider.System.GetTimestamp();
            await calm.PublishStringAsync(
                "rpm/v1/up/calm-1/heart-rate", $$"""{"time":"{{start.AddSeconds(sent):O}}","heartRate":70}""", MqttQualityOfServiceLevel.AtLeastOnce);
            sent++;
            var took = TimeProvider.System.GetElapsedTime(began);
            slowest = took > slowest ? took : slowest;
        }

        await flooding;
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"One reading waited {slowest.TotalSeconds:F1} s.");
        var status = await engine.SettledAsync();
        Assert.Equal((FloodFrames * FloodReadings) + sent, status.Received);
        Assert.Equal(sent, (await engine.SeriesAsync("calm", "heartRate", "calm-1")).Count);
        var kept = (await engine.SeriesAsync("mad", "heartRate", "mad-1")).Count;
        Assert.InRange(kept, Burst, Burst + 2_000);
        Assert.Equal((FloodFrames * FloodReadings) - kept, status.Quarantined);
        // The quarantine's own store follows the journal at its own pace.
        List<string?> items = [];
        await Eventually.TrueAsync(async () =>
        {
            items = (await engine.GetAsync("/api/v1/quarantine?take=5")).GetProperty("items").EnumerateArray().Select(i => i.GetProperty("reason").GetString()).ToList();
            return items.Count == 5;
        }, Eventually.Deadline, () => $"five kept elements, {items.Count} are there");
        Assert.All(items, reason => Assert.Equal("rate-limited", reason));
    }

    private static string Frame(DateTimeOffset from)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < FloodReadings; i++)
        {
            text.Append(i == 0 ? "" : ",").Append($$"""{"time":"{{from.AddSeconds(i):O}}","heartRate":70}""");
        }

        return text.Append(']').ToString();
    }
}
