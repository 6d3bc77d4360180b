using System.Collections.Concurrent;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Rpm.EndToEnd.Tests;

/// <summary>A gateway speaks for its own devices: what it brings of others is told to it, kept, and taken once the registry says so.</summary>
public sealed class GatewayTests
{
    [Fact]
    [Trait("Control", "C-135")]
    public async Task Batch_WithADeviceOfAnotherGateway_IsNackedByIndexAndReplayedOnceTheRegistryIsRight()
    {
        await using var engine = await Engine.StartAsync(new() { ["Mappings:tellihealth:Topic"] = "telli/+/readings" });
        await engine.EnrolAsync("p1", "oxi-1", "oxi-free");
        await engine.EnrolAsync("p2", "oxi-2");
        await RegisterAsync(engine, "oxi-1", "gw-1");
        await RegisterAsync(engine, "oxi-2", "gw-2");
        var notices = new ConcurrentQueue<JsonElement>();
        using var mqtt = await ConnectAsync(engine, "gw-1", notices);

        var time = Publishing.Now();
        string Element(string device, int spo2) => $$"""{"device":"{{device}}","kind":"pulse-oximetry","time":"{{time}}","spo2":{{spo2}}}""";
        await SendAsync(mqtt, "rpm/v1/up/gw-1/batch", $"[{Element("oxi-1", 91)},{Element("oxi-2", 92)},{Element("oxi-free", 93)},{Element("oxi-1", 94)}]");
        // Its own connection on a mapped topic, and on a topic of the other's device: the same.
        await SendAsync(mqtt, "telli/x/readings", """{"deviceId":"oxi-2","readingType":"BloodPressure","time":"1795423200000","data":{"arrhythmia":0,"diastolic":81,"pulse":62,"systolic":120}}""");
        await SendAsync(mqtt, "rpm/v1/up/oxi-2/pulse-oximetry", $$"""{"time":"{{time}}","spo2":95}""");
        // A device that publishes for itself needs no gateway.
        await engine.PublishAsync("up/oxi-2/pulse-oximetry", $$"""{"time":"{{Publishing.Now(TimeSpan.FromMinutes(1))}}","spo2":96}""");

        var status = await engine.SettledAsync();
        Assert.Equal((7, 3, 4), (status.Received, status.Committed, status.Quarantined));
        await Eventually.TrueAsync(() => notices.Count >= 4, "a notice for each");
        Assert.Equal([(1, "oxi-2"), (2, "oxi-free"), (0, "oxi-2"), (0, "oxi-2")], notices.Select(n => (n.GetProperty("index").GetInt32(), n.GetProperty("device").GetString()!)));
        Assert.All(notices, n => Assert.Equal("unknown-device", n.GetProperty("reason").GetString()));
        Assert.All(notices, n => Assert.Contains("not registered to gateway gw-1", n.GetProperty("detail").GetString(), StringComparison.Ordinal));
        Assert.Equal([96], (await engine.SeriesAsync("p2", "spo2", "oxi-2")).Select(s => (int)s.Value));

        await RegisterAsync(engine, "oxi-2", "gw-1");
        await RegisterAsync(engine, "oxi-free", "gw-1");
        var replay = await engine.SendAsync(HttpMethod.Post, "/api/v1/quarantine/replay", "{}");
        Assert.Equal((4, 4), (replay.GetProperty("replayed").GetInt32(), replay.GetProperty("committed").GetInt32()));
        await engine.SettledAsync();
        Assert.Equal([92, 95, 96], (await engine.SeriesAsync("p2", "spo2", "oxi-2")).Select(s => (int)s.Value).Order());
        Assert.Equal([93], (await engine.SeriesAsync("p1", "spo2", "oxi-free")).Select(s => (int)s.Value));
    }

    [Fact]
    [Trait("Control", "C-135")]
    public async Task Post_ThatNamesItsGateway_IsHeldToIt()
    {
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p1", "oxi-1");
        await RegisterAsync(engine, "oxi-1", "gw-1");
        var body = $$"""[{"device":"oxi-1","kind":"pulse-oximetry","time":"{{Publishing.Now()}}","spo2":96}]""";

        var other = await PostAsync(engine, "gw-2", body);
        Assert.Equal("unknown-device", Assert.Single(other.GetProperty("quarantined").EnumerateArray()).GetProperty("reason").GetString());
        var own = await PostAsync(engine, "gw-1", body);
        Assert.Equal(1, own.GetProperty("committed").GetInt32());
        Assert.Equal(1, (await PostAsync(engine, null, body)).GetProperty("duplicate").GetInt32());
    }

    private static async Task<JsonElement> PostAsync(Engine engine, string? gateway, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/readings") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        if (gateway is not null)
        {
            request.Headers.Add("Rpm-Gateway", gateway);
        }

        using var response = await engine.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }

    private static Task RegisterAsync(Engine engine, string device, string gateway) =>
        engine.SendAsync(HttpMethod.Put, $"/api/v1/devices/{device}", $$"""{"gateway":"{{gateway}}"}""");

    private static async Task<IMqttClient> ConnectAsync(Engine engine, string id, ConcurrentQueue<JsonElement> notices)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        client.ApplicationMessageReceivedAsync += e =>
        {
            notices.Enqueue(JsonDocument.Parse(e.ApplicationMessage.ConvertPayloadToString()).RootElement);
            return Task.CompletedTask;
        };
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", engine.MqttPort).WithClientId(id).WithProtocolVersion(MqttProtocolVersion.V500).Build();
        await client.ConnectAsync(options, TestContext.Current.CancellationToken);
        await client.SubscribeAsync($"rpm/v1/down/{id}/rejected", MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task SendAsync(IMqttClient client, string topic, string payload)
    {
        var result = await client.PublishStringAsync(topic, payload, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(MqttClientPublishReasonCode.Success, result.ReasonCode);
    }
}
