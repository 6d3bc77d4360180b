using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>Every kind of the contract, published with mosquitto_pub, is found in FHIR, in the series and in InfluxDB, and all FHIR is valid.</summary>
public sealed class KindTests(InfluxdServer influx) : IClassFixture<InfluxdServer>
{
    // Kind, members, LOINC code of the Observation, and each value as the stores must have it, in canonical units.
    private static readonly (string Kind, string Members, string Code, (string Measure, double Value)[] Values)[] Sent =
    [
        ("blood-pressure", "\"systolic\":128,\"diastolic\":82,\"map\":97,\"pulse\":71", "85354-9", [("systolic", 128), ("diastolic", 82), ("map", 97), ("pulse", 71)]),
        ("blood-pressure", "\"systolic\":16.0,\"diastolic\":10.0,\"unit\":\"kPa\"", "85354-9", [("systolic", 16 * 7.50062), ("diastolic", 10 * 7.50062)]),
        ("pulse-oximetry", "\"spo2\":96,\"pulse\":66,\"perfusion\":3.2", "2708-6", [("spo2", 96), ("pulse", 66), ("perfusion", 3.2)]),
        ("cgm", "\"glucose\":5.8,\"unit\":\"mmol/L\",\"rate\":-0.06", "105272-9", [("glucose", 5.8 * 18.0156), ("rate", -0.06 * 18.0156)]),
        ("cgm", "\"glucose\":112,\"unit\":\"mg/dL\"", "99504-3", [("glucose", 112)]),
        ("glucose", "\"glucose\":104,\"unit\":\"mg/dL\",\"meal\":\"fasting\",\"sample\":\"capillary-whole-blood\"", "41653-7", [("glucose", 104)]),
        ("heart-rate", "\"heartRate\":64", "8867-4", [("heartRate", 64)]),
        ("temperature", "\"temperature\":98.6,\"unit\":\"[degF]\"", "8310-5", [("temperature", 37)]),
        ("weight", "\"weight\":165.4,\"unit\":\"[lb_av]\"", "29463-7", [("weight", 165.4 * 0.45359237)]),
        ("respiratory-rate", "\"respiratoryRate\":14", "9279-1", [("respiratoryRate", 14)]),
        ("status", "\"battery\":81,\"charging\":true,\"signal\":-60,\"firmware\":\"1.2\"", "", [("battery", 81), ("signal", -60)]),
    ];

    [Fact]
    public async Task Publish_EveryKind_IsInFhirInTheSeriesAndInInfluxAndAllFhirIsValid()
    {
        await influx.StartAsync();
        await using var engine = await Engine.StartAsync(new() { ["Influx:Url"] = influx.Url.ToString(), ["Influx:Database"] = "kinds" });
        await engine.EnrolAsync("p1", [.. Sent.Select((_, i) => $"device-{i}")]);
        for (var i = 0; i < Sent.Length; i++)
        {
            await engine.PublishAsync($"up/device-{i}/{Sent[i].Kind}", $$"""{"time":"{{Publishing.Now()}}","id":"r{{i}}",{{Sent[i].Members}}}""");
        }

        // Raises an alert, so that there is a Task and a CommunicationRequest.
        await engine.PublishAsync("up/device-4/cgm", $$"""{"time":"{{Publishing.Now()}}","glucose":41,"unit":"mg/dL"}""");
        var status = await engine.SettledAsync();
        Assert.Equal((Sent.Length + 1, Sent.Length + 1), (status.Received, status.Committed));

        for (var i = 0; i < Sent.Length; i++)
        {
            foreach (var (measure, value) in Sent[i].Values)
            {
                var embedded = await engine.SeriesAsync("p1", measure, $"device-{i}");
                Assert.Equal(value, embedded[0].Value, 1e-3);
                Assert.Equal(embedded, await influx.SeriesAsync("kinds", Sent[i].Kind, measure, $"device-{i}"));
            }

            if (Sent[i].Code.Length > 0)
            {
                var found = await engine.GetAsync($"/fhir/Observation?patient=p1&device=device-{i}&code={Sent[i].Code}");
                Assert.Equal(i == 4 ? 2 : 1, found.GetProperty("total").GetInt32());
            }
        }

        await AssertValidAsync(engine);
    }

    private static async Task AssertValidAsync(Engine engine)
    {
        var documents = new List<string>();
        foreach (var (type, least) in new[] { ("Observation", Sent.Length), ("Patient", 1), ("Device", Sent.Length), ("Task", 1), ("CommunicationRequest", 1) })
        {
            // The alert is a follower's work of its own.
            JsonElement bundle = default;
            await Eventually.TrueAsync(
                async () => (bundle = await engine.GetAsync($"/fhir/{type}?_count=200")).TryGetProperty("entry", out var e) && e.GetArrayLength() >= least,
                Eventually.Deadline, () => $"{least} of {type}: {bundle}");
            documents.Add(bundle.GetRawText());
        }

        Assert.Equal("", await FhirTools.ValidateAsync(documents, TestContext.Current.CancellationToken));
    }
}
