using System.Globalization;
using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>What was entered wrong is put right afterwards.</summary>
public class CorrectionTests
{
    [Fact, Trait("Control", "C-18")]
    public async Task Enrolment_Corrected_MovesReadingsInSeriesAndFhirAndMarksTheAlertForReview()
    {
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p1", "cgm-1");
        await engine.SendAsync(HttpMethod.Put, "/api/v1/patients/p2", """{"timeZone":"UTC"}""");
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-3);
        await PostAsync(engine, at, "r1", 41);
        await engine.SettledAsync();
        var observation = Assert.Single((await ObservationsAsync(engine, "p1")).EnumerateArray()).GetProperty("resource").GetProperty("id").GetString();
        var alert = Assert.Single((await engine.GetAsync("/api/v1/alerts?patient=p1&state=active")).EnumerateArray());
        Assert.False(alert.GetProperty("review").GetBoolean());

        var enrolment = Assert.Single((await engine.GetAsync("/api/v1/enrolments?device=cgm-1")).GetProperty("enrolments").EnumerateArray());
        await engine.SendAsync(
            HttpMethod.Put, $"/api/v1/enrolments/{enrolment.GetProperty("id").GetString()}",
            """{"patient":"p2","device":"cgm-1","from":"2020-01-01T00:00:00Z","reason":"handed to the wrong bed","by":"nurse"}""");
        await engine.SettledAsync();

        Assert.Equal(0, await PointsAsync(engine, "p1"));
        Assert.Equal(1, await PointsAsync(engine, "p2"));
        Assert.Equal(0, (await ObservationsAsync(engine, "p1")).GetArrayLength());
        var moved = Assert.Single((await ObservationsAsync(engine, "p2")).EnumerateArray()).GetProperty("resource");
        Assert.Equal((observation, "Patient/p2"), (moved.GetProperty("id").GetString(), moved.GetProperty("subject").GetProperty("reference").GetString()));
        var marked = default(JsonElement);
        await Eventually.TrueAsync(
            async () => (marked = await engine.GetAsync($"/api/v1/alerts/{alert.GetProperty("id").GetString()}")).GetProperty("review").GetBoolean(),
            Eventually.Deadline, () => $"The alert is marked for review: {marked}");
        Assert.Equal("active", marked.GetProperty("state").GetString());
        Assert.Equal("marked-for-review", marked.GetProperty("history").EnumerateArray().Last().GetProperty("change").GetString());
    }

    [Fact, Trait("Control", "C-18")]
    public async Task Reading_Withdrawn_IsEnteredInErrorAndGoneFromTheSeries()
    {
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p1", "cgm-1");
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-3);
        await PostAsync(engine, at, "right", 120);
        await PostAsync(engine, at.AddSeconds(30), "wrong", 41);
        await engine.SettledAsync();
        Assert.Equal(2, await PointsAsync(engine, "p1"));

        await engine.SendAsync(HttpMethod.Post, "/api/v1/readings/withdraw", """{"device":"cgm-1","id":"wrong","reason":"pressed on in sleep","by":"dr"}""");
        await engine.SettledAsync();
        await Eventually.TrueAsync(async () => await PointsAsync(engine, "p1") == 1, Eventually.Deadline, () => "one point is left");
        var observations = (await ObservationsAsync(engine, "p1")).EnumerateArray().Select(e => e.GetProperty("resource")).ToList();
        Assert.Equal(
            ["entered-in-error", "final"], observations.Select(o => o.GetProperty("status").GetString()!).Order(StringComparer.Ordinal));
        var alert = Assert.Single((await engine.GetAsync("/api/v1/alerts?patient=p1&state=all")).EnumerateArray());
        Assert.True(alert.GetProperty("review").GetBoolean(), $"{alert}");

        // It stays so over a restart, and sent again it stays withdrawn.
        await engine.KillAsync();
        await engine.RestartAsync();
        var again = await engine.SendAsync(HttpMethod.Post, "/api/v1/readings", Batch(at.AddSeconds(30), "wrong", 41));
        Assert.Equal(1, again.GetProperty("duplicate").GetInt32());
        await engine.SettledAsync();
        Assert.Equal(1, await PointsAsync(engine, "p1"));
    }

    private static string Batch(DateTimeOffset time, string id, int value) => string.Create(
        CultureInfo.InvariantCulture, $$"""[{"device":"cgm-1","kind":"cgm","time":"{{time:yyyy-MM-dd'T'HH:mm:ss.fffzzz}}","id":"{{id}}","glucose":{{value}},"unit":"mg/dL"}]""");

    private static async Task PostAsync(Engine engine, DateTimeOffset time, string id, int value) =>
        Assert.Equal(1, (await engine.SendAsync(HttpMethod.Post, "/api/v1/readings", Batch(time, id, value))).GetProperty("committed").GetInt32());

    private static async Task<int> PointsAsync(Engine engine, string patient) =>
        (await engine.GetAsync($"/api/v1/patients/{patient}/series?measure=glucose")).GetProperty("points").GetArrayLength();

    private static async Task<JsonElement> ObservationsAsync(Engine engine, string patient)
    {
        var bundle = await engine.GetAsync($"/fhir/Observation?patient={patient}");
        return bundle.TryGetProperty("entry", out var entries) ? entries : JsonDocument.Parse("[]").RootElement;
    }
}
