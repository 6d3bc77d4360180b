using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Rpm.EndToEnd.Tests;

/// <summary>Every wire format, published with mosquitto_pub or posted, is found in the series and in FHIR; what a mapping does not know is kept.</summary>
public sealed class FormatTests
{
    [Fact]
    [Trait("Control", "C-134")]
    public async Task Publish_EveryFormat_IsInTheSeriesAndInFhir()
    {
        await using var engine = await Engine.StartAsync(new() { ["Mappings:tellihealth:Topic"] = "telli/+/readings" });
        await engine.EnrolAsync("p1", "json", "batch", "senml", "cbor", "raw", "cgm", "envelope", "topic", "post");
        var now = TimeProvider.System.GetUtcNow();
        var time = now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var (seconds, milliseconds) = (now.ToUnixTimeSeconds(), now.ToUnixTimeMilliseconds());

        await engine.PublishAsync("up/json/blood-pressure", $$"""{"time":"{{time}}","systolic":121,"diastolic":81}""");
        await engine.PublishAsync("up/gw/batch", $$"""[{"device":"batch","kind":"blood-pressure","time":"{{time}}","systolic":122,"diastolic":81}]""");
        await engine.PublishAsync("up/senml/senml", $$"""[{"bt":{{seconds}},"n":"systolic","u":"mm[Hg]","v":123},{"n":"diastolic","v":81}]""");
        await PublishAsync(engine, "rpm/v1/up/cbor/senml", Cbor((uint)seconds));
        await PublishAsync(engine, "rpm/v1/up/raw/gatt/2A35", Cuff(125), "received", time);
        await PublishAsync(engine, "rpm/v1/up/cgm/gatt/2AA7", Convert.FromHexString("060078000000"), "session-start", time);
        await engine.PublishAsync("up/envelope/gatt", $$"""{"uuid":"2A35","value":"{{Convert.ToHexString(Cuff(126))}}","received":"{{time}}"}""");
        await PublishAsync(engine, "telli/x/readings", Encoding.UTF8.GetBytes(Telli("topic", 127, milliseconds)));
        var answer = await engine.SendAsync(HttpMethod.Post, "/api/v1/ingest/tellihealth", Telli("post", 128, milliseconds));
        Assert.Equal((1, 1), (answer.GetProperty("received").GetInt32(), answer.GetProperty("committed").GetInt32()));
        var unknown = await engine.SendAsync(HttpMethod.Post, "/api/v1/ingest/tellihealth", """{"readingType":"Horoscope"}""");
        Assert.Equal("template-no-match", unknown.GetProperty("quarantined")[0].GetProperty("reason").GetString());

        var status = await engine.SettledAsync();
        Assert.Equal((10, 9, 1), (status.Received, status.Committed, status.Quarantined));
        foreach (var (device, systolic) in new[] { ("json", 121), ("batch", 122), ("senml", 123), ("cbor", 124), ("raw", 125), ("envelope", 126), ("topic", 127), ("post", 128) })
        {
            Assert.Equal(systolic, Assert.Single(await engine.SeriesAsync("p1", "systolic", device)).Value);
            var found = await engine.GetAsync($"/fhir/Observation?patient=p1&device={device}&code=85354-9");
            Assert.Equal(1, found.GetProperty("total").GetInt32());
        }

        Assert.Equal(120, Assert.Single(await engine.SeriesAsync("p1", "glucose", "cgm")).Value);
        Assert.Equal(1, (await engine.GetAsync("/fhir/Observation?patient=p1&device=cgm&code=99504-3")).GetProperty("total").GetInt32());
        var kept = await engine.GetAsync("/api/v1/quarantine");
        var id = Assert.Single(kept.GetProperty("items").EnumerateArray()).GetProperty("id").GetInt64();
        Assert.Contains("Horoscope", (await engine.GetAsync($"/api/v1/quarantine/{id}")).GetProperty("payload").GetString(), StringComparison.Ordinal);
    }

    private static string Telli(string device, int systolic, long milliseconds) =>
        $$$"""{"deviceId":"{{{device}}}","readingType":"BloodPressure","time":"{{{milliseconds}}}","data":{"arrhythmia":0,"diastolic":81,"pulse":62,"systolic":{{{systolic}}}}}""";

    private static byte[] Cuff(ushort systolic) => [0, (byte)systolic, 0, 81, 0, 0xFF, 0x07];

    // [{-2: "blood-pressure/", -3: seconds, 0: "systolic", 2: 124}, {0: "diastolic", 2: 81}]
    private static byte[] Cbor(uint seconds)
    {
        var time = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(time, seconds);
        return [0x82, 0xA4, 0x21, 0x6F, .. "blood-pressure/"u8, 0x22, 0x1A, .. time, 0x00, 0x68, .. "systolic"u8, 0x02, 0x18, 124, 0xA2, 0x00, 0x69, .. "diastolic"u8, 0x02, 0x18, 81];
    }

    private static async Task PublishAsync(Engine engine, string topic, byte[] payload, string? property = null, string? value = null)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, payload);
            string[] properties = property is null ? [] : ["-D", "PUBLISH", "user-property", property, value!];
            var (code, output) = await Tool.RunAsync(
                Tool.Require("mosquitto_pub", "mosquitto-clients"),
                ["-V", "5", "-q", "1", "-h", "127.0.0.1", "-p", engine.MqttPort.ToString(CultureInfo.InvariantCulture), "-t", topic, "-f", file, .. properties]);
            Assert.True(code == 0, output);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
