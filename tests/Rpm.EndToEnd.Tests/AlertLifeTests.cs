using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Rpm.EndToEnd.Tests;

/// <summary>An alert's life through the API, the stream and the topic of a running engine.</summary>
public class AlertLifeTests
{
    [Fact, Trait("Control", "C-63"), Trait("Control", "C-66")]
    public async Task Alert_ActedOnAndRecovered_IsTheSameOverApiAndTopicAndTheRetainedOneIsEmptied()
    {
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p1", "cgm-1");
        await using var watcher = new AlertWatcher(engine.MqttPort);
        await Eventually.TrueAsync(() => watcher.Connections == 1, "the watcher listens");
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-12);
        await PostAsync(engine, start, 41);
        var id = Text(await ActiveAsync(engine), "id");

        Assert.Equal((HttpStatusCode.OK, "acknowledged"), Last(await ActAsync(engine, id, "acknowledge", """{"by":"nurse"}""")));
        Assert.Equal((HttpStatusCode.OK, "assigned"), Last(await ActAsync(engine, id, "assign", """{"by":"nurse","assignee":"dr"}""")));
        Assert.Equal((HttpStatusCode.OK, "commented"), Last(await ActAsync(engine, id, "comment", """{"by":"dr","note":"called"}""")));
        var (status, refusal) = await ActAsync(engine, id, "resolve", """{"by":"dr","reason":"better"}""");
        Assert.Equal((HttpStatusCode.Conflict, "condition-holds"), (status, Text(refusal, "code")));
        Assert.Equal(HttpStatusCode.Conflict, (await ActAsync(engine, id, "snooze", """{"by":"dr","minutes":5}""")).Status);

        await PostAsync(engine, start.AddMinutes(5), 100);
        await PostAsync(engine, start.AddMinutes(10), 105);
        await engine.SettledAsync();
        var done = await engine.GetAsync($"/api/v1/alerts/{id}");
        Assert.Equal(
            ["raised", "acknowledged", "assigned", "commented", "resolved-by-condition"],
            done.GetProperty("history").EnumerateArray().Select(h => Text(h, "change")));
        Assert.Equal(("resolved", true, "nurse", "dr"), (Text(done, "state"), done.GetProperty("acknowledged").GetBoolean(), Text(done, "acknowledgedBy"), Text(done, "assignee")));
        Assert.Equal(0, (await engine.GetAsync("/api/v1/alerts")).GetArrayLength());

        await Eventually.TrueAsync(() => watcher.Messages.LastOrDefault().Payload == "", "the retained alert is emptied");
        Assert.Equal([1, 2, 3, 4, 5], watcher.Documents.Select(d => d.Version));
        Assert.All(watcher.Messages, m => Assert.Equal($"rpm/v1/alerts/p1/{id}", m.Topic));
        Assert.Equal(JsonSerializer.Serialize(done), JsonSerializer.Serialize(JsonDocument.Parse(watcher.Documents[^1].Document).RootElement));
        Assert.Empty(await RetainedAsync(engine));
    }

    [Fact]
    public async Task Resolve_WrongDataWhileTheConditionHolds_IsTaken()
    {
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p1", "cgm-1");
        await PostAsync(engine, TimeProvider.System.GetUtcNow().AddMinutes(-2), 41);
        var id = Text(await ActiveAsync(engine), "id");
        Assert.Single(await RetainedAsync(engine));

        var (status, alert) = await ActAsync(engine, id, "resolve", """{"by":"dr","reason":"wrong-data","note":"sensor was lying in the sink"}""");
        Assert.Equal((HttpStatusCode.OK, "resolved", "wrong-data"), (status, Text(alert, "state"), Text(alert, "resolution")));
        // Who resolves it has seen it.
        Assert.True(alert.GetProperty("acknowledged").GetBoolean());
        await Eventually.TrueAsync(async () => (await RetainedAsync(engine)).Count == 0, Eventually.Deadline, () => "the retained alert is emptied");
    }

    [Fact, Trait("Control", "C-60"), Trait("Control", "C-65"), Trait("Control", "C-67")]
    public async Task Restart_ActiveAndAcknowledgedAlerts_StayAndTheStreamGoesOnBehindTheLastEvent()
    {
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p1", "cgm-1");
        await engine.EnrolAsync("p2", "cgm-2");
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        await PostAsync(engine, start, 41);
        await PostAsync(engine, start, 42, "cgm-2");
        await engine.SettledAsync();
        var before = (await engine.GetAsync("/api/v1/alerts")).EnumerateArray().ToDictionary(a => Text(a, "patient"));
        await ActAsync(engine, Text(before["p1"], "id"), "acknowledge", """{"by":"nurse"}""");
        var seen = await EventsAsync(engine, 0, events => events.Count == 3);
        Assert.Equal([1, 2, 3], seen.Select(e => e.Id));

        await engine.KillAsync();
        await engine.RestartAsync();
        var after = (await engine.GetAsync("/api/v1/alerts")).EnumerateArray().ToDictionary(a => Text(a, "patient"));
        Assert.Equal(("active", true, "active", false), (
            Text(after["p1"], "state"), after["p1"].GetProperty("acknowledged").GetBoolean(), Text(after["p2"], "state"), after["p2"].GetProperty("acknowledged").GetBoolean()));
        await Eventually.TrueAsync(async () => (await RetainedAsync(engine)).Count == 2, Eventually.Deadline, () => "both are retained again");
        await PostAsync(engine, start.AddMinutes(1), 41);
        await PostAsync(engine, start.AddMinutes(5), 100, "cgm-2");
        await PostAsync(engine, start.AddMinutes(9), 100, "cgm-2");
        await engine.SettledAsync();

        // From the last event, and from one before it: neither gap nor double.
        var more = await EventsAsync(engine, 3, events => events.Count == 1);
        Assert.Equal((4L, Text(before["p2"], "id"), "resolved"), (more[0].Id, Text(more[0].Alert, "id"), Text(more[0].Alert, "state")));
        Assert.Equal([2, 3, 4], (await EventsAsync(engine, 1, events => events.Count == 3)).Select(e => e.Id));
    }

    [Fact]
    public async Task Reading_ThatComesLateAndIsTheNewest_RaisesAnAlertMarkedLateAndAnOlderOneNone()
    {
        await using var engine = await Engine.StartAsync();
        await engine.EnrolAsync("p1", "cgm-1");
        await engine.EnrolAsync("p2", "cgm-2");
        var now = TimeProvider.System.GetUtcNow();
        await PostAsync(engine, now.AddHours(-2), 41);
        Assert.True((await ActiveAsync(engine)).GetProperty("late").GetBoolean());

        await PostAsync(engine, now.AddMinutes(-1), 100, "cgm-2");
        await PostAsync(engine, now.AddHours(-2), 41, "cgm-2");
        await engine.SettledAsync();
        Assert.DoesNotContain((await engine.GetAsync("/api/v1/alerts?state=all&patient=p2")).EnumerateArray(), a => Text(a, "class") == "physiological");
        Assert.Equal(2, (await engine.GetAsync("/api/v1/patients/p2/series?measure=glucose")).GetProperty("points").GetArrayLength());
    }

    private static async Task PostAsync(Engine engine, DateTimeOffset time, int value, string device = "cgm-1")
    {
        var answer = await engine.SendAsync(HttpMethod.Post, "/api/v1/readings", string.Create(
            CultureInfo.InvariantCulture, $$"""[{"device":"{{device}}","kind":"cgm","time":"{{time:O}}","glucose":{{value}},"unit":"mg/dL"}]"""));
        Assert.Equal(1, answer.GetProperty("committed").GetInt32());
    }

    private static async Task<JsonElement> ActiveAsync(Engine engine)
    {
        await engine.SettledAsync();
        return Assert.Single((await engine.GetAsync("/api/v1/alerts?state=active&patient=p1")).EnumerateArray(), a => Text(a, "rule") == "urgent-low");
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> ActAsync(Engine engine, string id, string action, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await engine.Http.PostAsync($"/api/v1/alerts/{id}/{action}", content);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private static (HttpStatusCode, string) Last((HttpStatusCode Status, JsonElement Answer) act) =>
        (act.Status, act.Answer.TryGetProperty("history", out var history) ? Text(history[history.GetArrayLength() - 1], "change") : act.Answer.ToString());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    /// <summary>What a newcomer finds on the topic.</summary>
    private static async Task<IReadOnlyList<string>> RetainedAsync(Engine engine)
    {
        var (_, output) = await Mosquitto.RunAsync(
            "mosquitto_sub", "-p", engine.MqttPort.ToString(CultureInfo.InvariantCulture), "-t", "rpm/v1/alerts/#", "-q", "1", "--retained-only", "-W", "1", "-F", "%t");
        return [.. output.Split('\n').Where(l => l.StartsWith("rpm/v1/alerts/", StringComparison.Ordinal))];
    }

    private static async Task<List<(long Id, JsonElement Alert)>> EventsAsync(Engine engine, long last, Func<List<(long, JsonElement)>, bool> until)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/alerts/stream");
        request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        using var response = await engine.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(deadline.Token));
        var events = new List<(long, JsonElement)>();
        var id = 0L;
        while (!until(events) && await lines.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = long.Parse(line[4..], CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                events.Add((id, JsonDocument.Parse(line[6..]).RootElement));
            }
        }

        return events;
    }
}
