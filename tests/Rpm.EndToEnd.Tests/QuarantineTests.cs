using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Rpm.EndToEnd.Tests;

/// <summary>Bad input of every kind: told to the sender, kept, replayed after a fix, and nobody else notices.</summary>
public sealed class QuarantineTests
{
    private const string Sender = "gateway-7";

    private static readonly string[] NoticeMembers = ["detail", "device", "id", "index", "kind", "reason", "received", "time"];

    [Fact]
    [Trait("Control", "C-14")]
    [Trait("Control", "C-78")]
    public async Task Publish_EveryRejectCode_IsNotifiedKeptAndReplayableAndDisturbsNothing()
    {
        await using var engine = await Engine.StartAsync(new() { ["Mappings:tellihealth:Topic"] = "telli/+/readings" });
        await engine.EnrolAsync("p1", "oxi-1", "cuff-1", "cgm-1", "meter-1");
        await engine.SendAsync(HttpMethod.Put, "/api/v1/devices/oxi-2", "{}");
        var notices = new ConcurrentQueue<JsonElement>();
        using var mqtt = await ConnectAsync(engine, notices);
        await SendAsync(mqtt, "up/oxi-1/pulse-oximetry", $$"""{"time":"{{Publishing.Now()}}","id":"same","spo2":95}""");

        var bad = BadFrames();
        var start = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(5);
        for (var i = 0; i < bad.Count; i++)
        {
            await SendAsync(mqtt, bad[i].Topic, bad[i].Payload);
            await SendAsync(mqtt, "up/oxi-1/pulse-oximetry", $$"""{"time":"{{start.AddSeconds(i):O}}","spo2":97}""");
        }

        var status = await engine.SettledAsync();
        Assert.Equal(((2 * bad.Count) + 1, bad.Count + 1, 0, bad.Count), (status.Received, status.Committed, status.Duplicate, status.Quarantined));
        Assert.Equal(bad.Count, (await engine.SeriesAsync("p1", "spo2", "oxi-1")).Count(s => s.Value == 97));

        await Eventually.TrueAsync(() => notices.Count >= bad.Count, "a notice for each");
        Assert.Equal(bad.Select(b => b.Reason), notices.Select(n => n.GetProperty("reason").GetString()!));
        Assert.All(notices, n => Assert.Equal(NoticeMembers, n.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal)));
        Assert.All(notices, n => Assert.NotEmpty(n.GetProperty("detail").GetString()!));

        var items = (await engine.GetAsync("/api/v1/quarantine")).GetProperty("items").EnumerateArray().Select(i => i.Clone()).ToList();
        Assert.Equal(bad.Select(b => b.Reason), items.Select(i => i.GetProperty("reason").GetString()!));
        foreach (var (item, (_, topic, payload)) in items.Zip(bad))
        {
            var whole = await engine.GetAsync($"/api/v1/quarantine/{item.GetProperty("id").GetInt64()}");
            Assert.Equal((topic, Sender, payload), (whole.GetProperty("topic").GetString(), whole.GetProperty("client").GetString(), whole.GetProperty("payload").GetString()));
        }

        await ReplayAfterFixAsync(engine, bad.Count);
    }

    [Fact]
    [Trait("Control", "C-14")]
    [Trait("Control", "C-71")]
    public async Task Post_MixedBatch_AnswersPerElementAndADryRunChangesNothing()
    {
        await using var engine = await Engine.StartAsync(new() { ["Http:MaxBody"] = "64KiB", ["Security:IngestToken"] = "end-to-end-ingest-token-0123456789" });
        await engine.EnrolAsync("p1", "oxi-1");
        var good = $$"""{"device":"oxi-1","kind":"pulse-oximetry","time":"{{Publishing.Now()}}","spo2":96}""";
        var batch = $$"""[{{good}},{"device":"oxi-1","kind":"pulse-oximetry","spo2":96},{{good}},7,{"device":"nobody","kind":"pulse-oximetry","time":"{{Publishing.Now()}}","spo2":96}]""";

        var dry = await engine.SendAsync(HttpMethod.Post, "/api/v1/readings?dryRun=true", batch);
        Assert.Equal(0, (await engine.StatusAsync()).Received);
        var wet = await engine.SendAsync(HttpMethod.Post, "/api/v1/readings", batch);
        foreach (var answer in new[] { dry, wet })
        {
            Assert.Equal(5, answer.GetProperty("received").GetInt32());
            Assert.Equal(
                [(1, "missing-time"), (3, "malformed"), (4, "unknown-device")],
                answer.GetProperty("quarantined").EnumerateArray().Select(q => (q.GetProperty("index").GetInt32(), q.GetProperty("reason").GetString()!)));
        }

        Assert.Equal((1, 1), (wet.GetProperty("committed").GetInt32(), wet.GetProperty("duplicate").GetInt32()));
        Assert.Equal((1, 1), (dry.GetProperty("committed").GetInt32(), dry.GetProperty("duplicate").GetInt32()));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(engine, Engine.AdminToken, $"[\"{new string('x', 70_000)}\"]"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(engine, null, "[]"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(engine, "not-a-token", "[]"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(engine, "end-to-end-ingest-token-0123456789", "[]"));
        var status = await engine.SettledAsync();
        Assert.Equal((5, 1, 1, 3), (status.Received, status.Committed, status.Duplicate, status.Quarantined));
    }

    // Of every code but rate-limited, which a flood earns (DeviceFloodTests).
    private static List<(string Reason, string Topic, string Payload)> BadFrames()
    {
        var now = TimeProvider.System.GetUtcNow();
        string At(TimeSpan ahead) => (now + ahead).ToString("O", CultureInfo.InvariantCulture);
        var time = At(TimeSpan.Zero);
        return
        [
            ("not-json", "up/oxi-1/pulse-oximetry", "{\"time\":"),
            ("unknown-kind", "up/oxi-1/blood-sugar", $$"""{"time":"{{time}}","spo2":96}"""),
            ("unknown-device", "up/oxi-9/pulse-oximetry", $$"""{"time":"{{time}}","id":"later-9","spo2":91}"""),
            ("not-enrolled", "up/oxi-2/pulse-oximetry", $$"""{"time":"{{time}}","id":"later-2","spo2":92}"""),
            ("missing-time", "up/oxi-1/pulse-oximetry", """{"spo2":96}"""),
            ("time-without-zone", "up/oxi-1/pulse-oximetry", """{"time":"2026-11-23T08:40:00","spo2":96}"""),
            ("time-in-future", "up/oxi-1/pulse-oximetry", $$"""{"time":"{{At(TimeSpan.FromHours(1))}}","spo2":96}"""),
            ("time-too-old", "up/oxi-1/pulse-oximetry", $$"""{"time":"{{At(TimeSpan.FromDays(-500))}}","spo2":96}"""),
            ("missing-value", "up/cuff-1/blood-pressure", $$"""{"time":"{{time}}","systolic":120}"""),
            ("missing-unit", "up/cgm-1/cgm", $$"""{"time":"{{time}}","glucose":5.8}"""),
            ("unknown-unit", "up/cgm-1/cgm", $$"""{"time":"{{time}}","glucose":5.8,"unit":"stone"}"""),
            ("invalid-value", "up/oxi-1/pulse-oximetry", $$"""{"time":"{{time}}","spo2":"good"}"""),
            ("implausible", "up/cuff-1/blood-pressure", $$"""{"time":"{{time}}","systolic":80,"diastolic":120}"""),
            ("not-a-measurement", "up/meter-1/glucose", $$"""{"time":"{{time}}","glucose":104,"unit":"mg/dL","sample":"control-solution"}"""),
            ("test-not-allowed", "up/oxi-1/pulse-oximetry", $$"""{"time":"{{time}}","spo2":96,"test":true}"""),
            ("malformed", "up/oxi-1/pulse-oximetry", "[42]"),
            ("bad-crc", "up/cgm-1/gatt", $$"""{"uuid":"2AA7","value":"0800780000000000","session-start":"{{time}}"}"""),
            ("no-session-start", "up/cgm-1/gatt", """{"uuid":"2AA7","value":"060078000000"}"""),
            ("template-no-match", "telli/x/readings", """{"readingType":"Horoscope"}"""),
            ("conflicting-duplicate", "up/oxi-1/pulse-oximetry", $$"""{"time":"{{time}}","id":"same","spo2":71}"""),
            ("too-large", "up/oxi-1/pulse-oximetry", $"[{string.Join(',', Enumerable.Repeat("{}", 10_001))}]"),
        ];
    }

    // The two devices nobody knew are registered: their readings come out of quarantine, the others stay.
    private static async Task ReplayAfterFixAsync(Engine engine, int bad)
    {
        await engine.EnrolAsync("p2", "oxi-9", "oxi-2");
        var replay = await engine.SendAsync(HttpMethod.Post, "/api/v1/quarantine/replay", "{}");
        Assert.Equal((bad, 2, 0, bad - 2), (Count(replay, "replayed"), Count(replay, "committed"), Count(replay, "duplicate"), Count(replay, "quarantined")));
        var status = await engine.SettledAsync();
        Assert.Equal(((2 * bad) + 1, bad + 3, bad - 2), (status.Received, status.Committed, status.Quarantined));
        Assert.Equal(91, Assert.Single(await engine.SeriesAsync("p2", "spo2", "oxi-9")).Value);
        Assert.Equal(92, Assert.Single(await engine.SeriesAsync("p2", "spo2", "oxi-2")).Value);
        Assert.Equal(bad - 2, (await engine.GetAsync("/api/v1/quarantine")).GetProperty("items").GetArrayLength());
    }

    private static int Count(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();

    private static async Task<IMqttClient> ConnectAsync(Engine engine, ConcurrentQueue<JsonElement> notices)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        client.ApplicationMessageReceivedAsync += e =>
        {
            notices.Enqueue(JsonDocument.Parse(e.ApplicationMessage.ConvertPayloadToString()).RootElement);
            return Task.CompletedTask;
        };
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", engine.MqttPort).WithClientId(Sender).WithProtocolVersion(MqttProtocolVersion.V500).Build();
        await client.ConnectAsync(options, TestContext.Current.CancellationToken);
        await client.SubscribeAsync($"rpm/v1/down/{Sender}/rejected", MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken);
        return client;
    }

    // Content never earns an error code: what cannot be used is committed too, to quarantine.
    private static async Task SendAsync(IMqttClient client, string topic, string payload)
    {
        var result = await client.PublishStringAsync(topic.StartsWith("telli/", StringComparison.Ordinal) ? topic : "rpm/v1/" + topic, payload, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(MqttClientPublishReasonCode.Success, result.ReasonCode);
    }

    private static async Task<HttpStatusCode> PostAsync(Engine engine, string? token, string body)
    {
        using var http = new HttpClient { BaseAddress = engine.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/readings") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
