using System.Globalization;
using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>What an integrator does first: publish with mosquitto_pub and look.</summary>
public class FirstReadingTests
{
    [Fact]
    public async Task Publish_ThreeKinds_AreInSeriesAndFhirAndALowRaisesAnAlertAtOnce()
    {
        var mosquittoPub = Tool.Require("mosquitto_pub", "mosquitto-clients");
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p1", "cuff-1", "oxi-1", "cgm-1");
        var now = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        await PublishAsync(mosquittoPub, engine, "up/cuff-1/blood-pressure", $$"""{"time":"{{now}}","id":"a81","systolic":128,"diastolic":82,"map":97,"pulse":71}""");
        await PublishAsync(mosquittoPub, engine, "up/oxi-1/pulse-oximetry", $$"""{"time":"{{now}}","spo2":96,"pulse":66,"perfusion":3.2}""");
        await PublishAsync(mosquittoPub, engine, "up/cgm-1/cgm", $$"""{"time":"{{now}}","glucose":5.8,"unit":"mmol/L","rate":-0.06}""");
        await engine.SettledAsync();

        var systolic = await engine.GetAsync("/api/v1/patients/p1/series?measure=systolic");
        Assert.Equal("mm[Hg]", systolic.GetProperty("unit").GetString());
        Assert.Equal(128, systolic.GetProperty("points")[0].GetProperty("value").GetDouble());
        Assert.Equal(1, Total(await engine.GetAsync("/fhir/Observation?patient=p1&code=85354-9")));
        Assert.Equal(1, Total(await engine.GetAsync("/fhir/Observation?patient=p1&code=2708-6")));
        var glucose = await engine.GetAsync("/fhir/Observation?patient=Patient/p1&code=http://loinc.org|105272-9");
        var quantity = glucose.GetProperty("entry")[0].GetProperty("resource").GetProperty("valueQuantity");
        Assert.Equal(("5.8", "mmol/L"), (quantity.GetProperty("value").GetRawText(), quantity.GetProperty("code").GetString()));

        var later = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        await PublishAsync(mosquittoPub, engine, "up/cgm-1/cgm", $$"""{"time":"{{later}}","glucose":41,"unit":"mg/dL"}""");
        await engine.SettledAsync();
        var alert = Assert.Single((await engine.GetAsync("/api/v1/alerts?state=active&patient=p1")).EnumerateArray(), a => a.GetProperty("critical").GetBoolean());
        Assert.Equal(("high", 41), (alert.GetProperty("priority").GetString(), alert.GetProperty("value").GetInt32()));
    }

    [Fact]
    public async Task Publish_TestReading_IsRefusedWithANoticeWhereTestsAreNotAllowed()
    {
        var mosquittoPub = Tool.Require("mosquitto_pub", "mosquitto-clients");
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p1", "oxi-1");
        await PublishAsync(mosquittoPub, engine, "up/oxi-1/pulse-oximetry", $$"""{"time":"{{TimeProvider.System.GetLocalNow():O}}","spo2":96,"pulse":66,"test":true}""");
        var status = await engine.SettledAsync();
        Assert.Equal((1, 0, 1), (status.Received, status.Committed, status.Quarantined));
    }

    private static async Task PublishAsync(string mosquittoPub, Engine engine, string topic, string payload)
    {
        var port = engine.MqttPort.ToString(CultureInfo.InvariantCulture);
        var (code, output) = await Tool.RunAsync(mosquittoPub, "-V", "5", "-q", "1", "-h", "127.0.0.1", "-p", port, "-t", "rpm/v1/" + topic, "-m", payload);
        Assert.True(code == 0, output);
    }

    private static int Total(JsonElement bundle) => bundle.GetProperty("total").GetInt32();
}
