using System.Globalization;
using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>A vendor that sends the pulse in a message of its own: one blood pressure in the end, told of at once, over kill -9.</summary>
public sealed class PartTests
{
    private const string Mapping = """
        [{ "templateType": "JsonPathContent", "template": { "typeName": "blood-pressure", "typeMatchExpression": "$..[?(@.sys)]", "deviceIdExpression": "$.d",
           "timestampExpression": "$.t", "values": [
           { "valueName": "systolic", "valueExpression": "$.sys", "required": true }, { "valueName": "diastolic", "valueExpression": "$.dia", "required": true } ] } },
         { "templateType": "JsonPathContent", "template": { "typeName": "pulse", "kind": "blood-pressure", "part": true, "alone": "heart-rate", "across": true, "within": 60,
           "typeMatchExpression": "$..[?(@.pul)]", "deviceIdExpression": "$.d", "timestampExpression": "$.t",
           "values": [{ "valueName": "pulse", "valueExpression": "$.pul", "required": true }] } }]
        """;

    [Fact]
    [Trait("Control", "C-137")]
    public async Task Message_WithThePulseAlone_CompletesTheBloodPressureAndJudgesNothingTwice()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Mapping, TestContext.Current.CancellationToken);
        await using var engine = await Engine.StartAsync(new() { ["Mappings:vendor:File"] = file, ["Mappings:vendor:Topic"] = "rpm-vendor/+" });
        await engine.SendAsync(HttpMethod.Put, "/api/v1/patients/p1", """{"timeZone":"Europe/Berlin","packs":["blood-pressure"]}""");
        await engine.SendAsync(HttpMethod.Put, "/api/v1/devices/cuff-1", "{}");
        await engine.SendAsync(HttpMethod.Post, "/api/v1/enrolments", """{"patient":"p1","device":"cuff-1","from":"2020-01-01T00:00:00Z"}""");

        // The pressure first: an alert at once, and the pulse changes nothing about it.
        var first = Publishing.Now(TimeSpan.FromMinutes(20));
        await SendAsync(engine, first, "\"sys\":85,\"dia\":60");
        await engine.SettledAsync();
        var low = await LowAsync(engine);
        Assert.Equal("active", Text(low, "state"));
        await SendAsync(engine, first, "\"pul\":71");
        await engine.SettledAsync();
        Assert.Equal(JsonSerializer.Serialize(low), JsonSerializer.Serialize(await LowAsync(engine)));

        // The pulse first, and a crash before its pressure comes. A good pressure with its pulse is one good reading, of two that clear.
        var second = Publishing.Now(TimeSpan.FromMinutes(10));
        await SendAsync(engine, second, "\"pul\":72");
        await Eventually.TrueAsync(
            async () => (await engine.GetAsync("/api/v1/quarantine")).GetProperty("items").EnumerateArray().Select(i => Text(i, "reason")).SequenceEqual(["waiting"]),
            TimeSpan.FromSeconds(30), () => "it waits");
        await engine.KillAsync();
        await engine.RestartAsync();
        await SendAsync(engine, second, "\"sys\":100,\"dia\":65");
        await Eventually.TrueAsync(async () => (await engine.StatusAsync()).Quarantined == 0, TimeSpan.FromSeconds(60), () => $"the pulse joins:\n{engine.Output}");
        var status = await engine.SettledAsync();
        Assert.Equal((4, 4, 0), (status.Received, status.Committed, status.Duplicate));
        Assert.Equal("active", Text(await LowAsync(engine), "state"));

        // Sent again, each is known.
        await SendAsync(engine, second, "\"pul\":72");
        await SendAsync(engine, first, "\"pul\":71");
        Assert.Equal(2, (await engine.SettledAsync()).Duplicate);

        Assert.Equal([71, 72], (await engine.SeriesAsync("p1", "pulse", "cuff-1")).Select(s => (int)s.Value));
        Assert.Equal([85, 100], (await engine.SeriesAsync("p1", "systolic", "cuff-1")).Select(s => (int)s.Value));
        Assert.Empty(await engine.SeriesAsync("p1", "heartRate", "cuff-1"));
        Assert.Equal(2, (await engine.GetAsync("/fhir/Observation?patient=p1&code=85354-9")).GetProperty("total").GetInt32());
        var pulses = await engine.GetAsync("/fhir/Observation?patient=p1&code=8867-4");
        Assert.Equal(2, pulses.GetProperty("total").GetInt32());
        foreach (var entry in pulses.GetProperty("entry").EnumerateArray())
        {
            var id = entry.GetProperty("resource").GetProperty("id").GetString();
            Assert.Equal(id, (await engine.GetAsync($"/fhir/Observation/{id}")).GetProperty("id").GetString());
        }

        await SendAsync(engine, Publishing.Now(TimeSpan.FromMinutes(5)), "\"sys\":101,\"dia\":65");
        await engine.SettledAsync();
        Assert.Equal("resolved", Text(await LowAsync(engine), "state"));
        File.Delete(file);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static async Task<JsonElement> LowAsync(Engine engine) =>
        Assert.Single((await engine.GetAsync("/api/v1/alerts?state=all&patient=p1")).EnumerateArray(), a => Text(a, "rule") == "low");

    private static async Task SendAsync(Engine engine, string time, string values)
    {
        var program = Tool.Require("mosquitto_pub", "mosquitto-clients");
        var port = engine.MqttPort.ToString(CultureInfo.InvariantCulture);
        var (code, output) = await Tool.RunAsync(
            program, "-V", "5", "-q", "1", "-h", "127.0.0.1", "-p", port, "-t", "rpm-vendor/x", "-m", $$"""{"d":"cuff-1","t":"{{time}}",{{values}}}""");
        Assert.True(code == 0, output);
    }
}
