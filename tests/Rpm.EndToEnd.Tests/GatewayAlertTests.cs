using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Rpm.EndToEnd.Tests;

/// <summary>A gateway that goes away is told once, over a crash of the engine, until it is heard again.</summary>
public sealed class GatewayAlertTests
{
    [Fact]
    [Trait("Control", "C-136")]
    public async Task Gateway_WillSilenceAndReturn_AreAlertsOfTheEngineAndNoReadings()
    {
        await using var engine = await Engine.StartAsync(new() { ["Gateways:HeartbeatWithin"] = "20s" });
        await engine.EnrolAsync("p1", "oxi-1");
        await engine.SendAsync(HttpMethod.Put, "/api/v1/devices/oxi-1", """{"gateway":"gw-1"}""");
        var gateway = await ConnectAsync(engine);
        await SendAsync(gateway, "up/gw-1/status", "{}");
        Assert.Equal(0, (await engine.StatusAsync()).Received);

        gateway.Dispose(); // the socket closes, nobody says goodbye
        var offline = await TheAlertAsync(engine, "gateway-offline:gw-1", "active");
        Assert.Equal(
            ("@engine", "technical", "medium", "A gateway is offline (gw-1)"),
            (Text(offline, "patient"), Text(offline, "class"), Text(offline, "priority"), Text(offline, "title")));
        Assert.Equal("it says \"offline\"; 1 device is registered to it", Text(offline.GetProperty("history")[0], "note"));

        await engine.KillAsync();
        await engine.RestartAsync();
        Assert.Equal(Text(offline, "id"), Text(await TheAlertAsync(engine, "gateway-offline:gw-1", "active"), "id"));

        using (var back = await ConnectAsync(engine))
        {
            await SendAsync(back, "up/gw-1/batch", $$"""[{"device":"oxi-1","kind":"pulse-oximetry","time":"{{Publishing.Now()}}","spo2":97}]""");
            await TheAlertAsync(engine, "gateway-offline:gw-1", "resolved");
            await back.DisconnectAsync(cancellationToken: TestContext.Current.CancellationToken); // a goodbye: no will
        }

        await TheAlertAsync(engine, "gateway-silent:gw-1", "active");
        using var heard = await ConnectAsync(engine);
        await SendAsync(heard, "up/gw-1/status", $$"""{"time":"{{Publishing.Now()}}","battery":80}""");
        await TheAlertAsync(engine, "gateway-silent:gw-1", "resolved");

        // Nobody's gateway: kept, as ever.
        await engine.PublishAsync("up/gw-9/status", """{"error":"offline"}""");
        var status = await engine.SettledAsync();
        Assert.Equal((2, 1, 1), (status.Received, status.Committed, status.Quarantined));
        await heard.DisconnectAsync(cancellationToken: TestContext.Current.CancellationToken);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<JsonElement> TheAlertAsync(Engine engine, string rule, string state)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var alerts = (await engine.GetAsync("/api/v1/alerts?state=all")).EnumerateArray().Where(a => Text(a, "rule") == rule).ToList();
                Assert.True(alerts.Count <= 1, "told once");
                found = alerts.FirstOrDefault();
                return found.ValueKind == JsonValueKind.Object && Text(found, "state") == state;
            },
            TimeSpan.FromSeconds(90), () => $"{rule} did not become {state}:\n{engine.Output}");
        return found;
    }

    private static async Task<IMqttClient> ConnectAsync(Engine engine)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", engine.MqttPort).WithClientId("gw-1").WithProtocolVersion(MqttProtocolVersion.V500)
            .WithWillTopic("rpm/v1/up/gw-1/status").WithWillPayload("""{"error":"offline"}""").WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        await client.ConnectAsync(options, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task SendAsync(IMqttClient client, string topic, string payload)
    {
        var result = await client.PublishStringAsync("rpm/v1/" + topic, payload, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(MqttClientPublishReasonCode.Success, result.ReasonCode);
    }
}
