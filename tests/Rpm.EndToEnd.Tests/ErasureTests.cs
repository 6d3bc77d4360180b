using System.Net;
using System.Text;
using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>A patient is erased: from every store, for good, and nobody else loses anything.</summary>
[Trait("Control", "C-99")]
public sealed class ErasureTests
{
    private const string Name = "Ottilie Unverwechselbar";
    private const int Readings = 40;

    [Fact]
    [Trait("Control", "C-13")]
    public async Task Delete_PatientWithEverything_IsGoneFromEveryStoreAlsoAfterRestartAndReplay()
    {
        await using var influx = new InfluxdServer();
        await influx.StartAsync();
        await using var engine = await Engine.StartAsync(new() { ["Influx:Url"] = influx.Url.ToString(), ["Influx:Database"] = "rpm" });
        await engine.EnrolAsync("gone", "oxi-gone");
        await engine.SendAsync(HttpMethod.Put, "/api/v1/patients/gone", $$"""{"timeZone":"Europe/Berlin","name":"{{Name}}","mrn":"MRN-Unverwechselbar"}""");
        await engine.EnrolAsync("stays", "oxi-stays");
        // One device that both had, one after the other.
        await engine.SendAsync(HttpMethod.Put, "/api/v1/devices/shared", "{}");
        await EnrolAsync(engine, "gone", "2020-01-01T00:00:00Z", "2025-01-01T00:00:00Z");
        await EnrolAsync(engine, "stays", "2025-01-01T00:00:00Z", null);
        await using var watcher = new AlertWatcher(engine.MqttPort);
        await Eventually.TrueAsync(() => watcher.Connections == 1, "a subscriber");
        var now = TimeProvider.System.GetUtcNow();
        await PostAsync(engine, "oxi-gone", now);
        await PostAsync(engine, "oxi-stays", now);
        // Elements in quarantine: one of the patient's, and one of the other's in a frame with a reading of the patient's.
        var secret = now.AddHours(-3).ToString("O");
        await engine.SendAsync(HttpMethod.Post, "/api/v1/readings", $$"""[{"device":"oxi-gone","kind":"pulse-oximetry","time":"{{secret}}"}]""");
        await engine.SendAsync(HttpMethod.Post, "/api/v1/readings",
            $$"""[{"device":"oxi-gone","kind":"pulse-oximetry","time":"{{secret}}","spo2":93},{"device":"oxi-stays","kind":"pulse-oximetry","time":"{{secret}}"}]""");
        await AlertsAsync(engine, "gone", 1);
        await AlertsAsync(engine, "stays", 1);
        await Eventually.TrueAsync(() => watcher.Messages.Any(m => m.Topic.Contains("/gone/", StringComparison.Ordinal)), "a retained alert");
        var before = await engine.SettledAsync();

        var answer = await engine.SendAsync(HttpMethod.Delete, "/api/v1/patients/gone", """{"reason":"asked for it","by":"dpo"}""");
        Assert.True(answer.GetProperty("complete").GetBoolean());
        Assert.Equal("dpo", answer.GetProperty("by").GetString());
        var after = await engine.SettledAsync();
        Assert.Equal((before.Received, before.Committed, before.Quarantined - 1), (after.Received, after.Committed, after.Quarantined));
        await Eventually.TrueAsync(
            () => watcher.Messages.LastOrDefault(m => m.Topic.Contains("/gone/", StringComparison.Ordinal)) is { Topic: not null, Payload.Length: 0 }, "the retained alert is emptied");
        await AssertGoneAsync(engine, influx);

        await engine.KillAsync();
        await engine.RestartAsync();
        await engine.SettledAsync();
        await AssertGoneAsync(engine, influx);
        Assert.Equal(0, await engine.StopAsync());
        AssertNameIsNowhere(engine);
        await engine.RestartAsync();

        // What comes later of the device belongs to nobody, and the identifier is not used again.
        var late = await engine.SendAsync(HttpMethod.Post, "/api/v1/readings", $$"""[{"device":"oxi-gone","kind":"pulse-oximetry","time":"{{now:O}}","spo2":80}]""");
        Assert.Equal("not-enrolled", late.GetProperty("quarantined")[0].GetProperty("reason").GetString());
        using var again = await engine.Http.PutAsync("/api/v1/patients/gone", new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Gone, again.StatusCode);
    }

    private static async Task AssertGoneAsync(Engine engine, InfluxdServer influx)
    {
        using var patient = await engine.Http.GetAsync("/api/v1/patients/gone");
        Assert.Equal(HttpStatusCode.Gone, patient.StatusCode);
        using var series = await engine.Http.GetAsync("/api/v1/patients/gone/series?measure=spo2");
        Assert.Equal(HttpStatusCode.NotFound, series.StatusCode);
        Assert.Equal(Readings, (await engine.SeriesAsync("stays", "spo2", "oxi-stays")).Count);
        Assert.Empty((await engine.GetAsync("/api/v1/alerts?state=all&patient=gone")).EnumerateArray());
        await AlertsAsync(engine, "stays", 1);
        var quarantine = (await engine.GetAsync("/api/v1/quarantine")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("oxi-stays", Assert.Single(quarantine).GetProperty("device").GetString());
        var whole = (await engine.GetAsync($"/api/v1/quarantine/{quarantine[0].GetProperty("id").GetInt64()}")).GetRawText();
        Assert.DoesNotContain("oxi-gone", whole, StringComparison.Ordinal);
        Assert.Empty((await engine.GetAsync("/api/v1/devices/oxi-gone/recent")).GetProperty("frames").EnumerateArray());
        // An outside store obeys at its own pace; the answer says so of the engine's own alone.
        await Eventually.TrueAsync(
            async () => (await influx.QueryAsync("rpm", "SELECT count(\"spo2\") FROM \"pulse_oximetry\" WHERE \"device\" = 'oxi-gone'")).Count == 0,
            Eventually.Deadline, () => "InfluxDB has no point of the erased patient");
        Assert.Equal(Readings, (await influx.QueryAsync("rpm", "SELECT count(\"spo2\") FROM \"pulse_oximetry\" WHERE \"device\" = 'oxi-stays'"))[0][1].GetInt64());
        var fhir = await engine.GetAsync("/fhir/Observation?patient=gone");
        Assert.False(fhir.TryGetProperty("entry", out var entries) && entries.GetArrayLength() > 0);
    }

    /// <summary>The journal's rows hold it until they are trimmed; no store that is kept does.</summary>
    private static void AssertNameIsNowhere(Engine engine)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(engine.Folder, "data"), "*.db*").Where(f => !Path.GetFileName(f).StartsWith("journal", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("Unverwechselbar", Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
        }
    }

    private static Task<JsonElement> EnrolAsync(Engine engine, string patient, string from, string? to) => engine.SendAsync(
        HttpMethod.Post, "/api/v1/enrolments", JsonSerializer.Serialize(new { patient, device = "shared", from, to }));

    private static async Task PostAsync(Engine engine, string device, DateTimeOffset now)
    {
        var elements = Enumerable.Range(0, Readings).Select(i =>
            $$"""{"device":"{{device}}","kind":"pulse-oximetry","time":"{{now.AddSeconds(i - Readings):O}}","spo2":{{(i == Readings - 1 ? 71 : 97)}},"pulse":70}""");
        var answer = await engine.SendAsync(HttpMethod.Post, "/api/v1/readings", $"[{string.Join(',', elements)}]");
        Assert.Equal(Readings, answer.GetProperty("committed").GetInt32());
    }

    private static Task AlertsAsync(Engine engine, string patient, int least) => Eventually.TrueAsync(
        async () => (await engine.GetAsync($"/api/v1/alerts?state=active&patient={patient}")).GetArrayLength() >= least, TimeSpan.FromSeconds(20), () => $"an alert of {patient}");
}
