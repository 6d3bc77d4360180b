using System.Net;
using System.Text;
using System.Text.Json;
using Rpm.Ingest.Alive;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Alerts;

public sealed class AlertEndpointsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "a3 a2 a1")]
    [InlineData("?state=active", "a3 a1")]
    [InlineData("?state=unacknowledged", "a2 a1")]
    [InlineData("?state=all", "a4 a3 a2 a1")]
    [InlineData("?state=all&patient=p2", "a2")]
    [InlineData("?state=all&skip=1&take=2", "a3 a2")]
    public async Task List_State_GivesTheAlertsNewestFirst(string query, string expected)
    {
        await using var server = await AlertServer.StartAsync();
        var (active, resolved, acknowledged, done) = (Some.Raise("a1"), Some.Raise("a2", "p2", 1), Some.Raise("a3", minute: 2), Some.Raise("a4", minute: 3));
        await server.Fixture.ApplyAsync(
            1, active, resolved, resolved.Clear(), acknowledged, acknowledged.Acknowledge(), done, done.Clear(), done.Clear().Acknowledge());

        var json = await GetAsync(server, "/api/v1/alerts" + query);

        Assert.Equal(expected, string.Join(' ', json.EnumerateArray().Select(a => a.GetProperty("id").GetString())));
    }

    [Fact]
    public async Task List_ThousandsOfAlerts_AreAllThere()
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, [.. Enumerable.Range(0, 3_000).Select(i => Some.Raise($"a{i}"))]);

        Assert.Equal(3_000, (await GetAsync(server, "/api/v1/alerts?state=all")).GetArrayLength());
    }

    [Fact]
    public async Task List_UnknownState_IsABadRequestWithACode()
    {
        await using var server = await AlertServer.StartAsync();

        await AssertProblemAsync(await server.Client.GetAsync("/api/v1/alerts?state=open", Stop), HttpStatusCode.BadRequest, "invalid-state");
    }

    [Fact]
    public async Task Get_UnknownAlert_IsNotFound()
    {
        await using var server = await AlertServer.StartAsync();

        await AssertProblemAsync(await server.Client.GetAsync("/api/v1/alerts/none", Stop), HttpStatusCode.NotFound, "unknown-alert");
        await AssertProblemAsync(await PostAsync(server, "none", "acknowledge", """{"by":"n"}"""), HttpStatusCode.NotFound, "unknown-alert");
        Assert.Empty(server.Monitor.Actions);
    }

    [Theory]
    [InlineData("acknowledge", """{"by":"n. jones","note":"called"}""", "acknowledgedBy", "n. jones")]
    [InlineData("snooze", """{"by":"n. jones","minutes":30}""", "snoozedUntil", "2026-11-21T12:30:00.000Z")]
    [InlineData("snooze", """{"by":"n. jones","until":"2026-11-21T14:00:00+01:00"}""", "snoozedUntil", "2026-11-21T13:00:00.000Z")]
    [InlineData("resolve", """{"by":"n. jones","reason":"wrong-data"}""", "resolution", "wrong-data")]
    [InlineData("assign", """{"by":"n. jones","assignee":"dr. lee"}""", "assignee", "dr. lee")]
    public async Task Act_PossibleAction_AnswersTheAlertAfterIt(string action, string body, string member, string expected)
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"));

        var response = await PostAsync(server, "a1", action, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(expected, json.RootElement.GetProperty(member).GetString());
        Assert.Equal(2, json.RootElement.GetProperty("version").GetInt32());
        var recorded = Assert.Single(server.Monitor.Actions);
        Assert.Equal(("a1", "p1", "n. jones"), (recorded.Alert, recorded.Patient, recorded.By));
    }

    [Fact]
    [Trait("Control", "C-94")]
    public async Task Act_OnAnAlertOfTheEngines_PassesByTheJournal()
    {
        await using var server = await AlertServer.StartAsync();
        server.Monitor.Stopped = true; // as when the disk is full
        server.Engine.Restore();
        server.Engine.Look([new EngineFinding(EngineConditions.BrokerDropped, null, "7 messages")]);
        var id = server.Fixture.Store.Open.Alerts.Values.Single().Id;

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, id, "acknowledge", """{"by":"it"}""")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, id, "comment", """{"by":"it","note":"queue was 1000"}""")).StatusCode);
        await AssertProblemAsync(await PostAsync(server, id, "acknowledge", """{"by":"it"}"""), HttpStatusCode.Conflict, "already-acknowledged");
        await AssertProblemAsync(await PostAsync(server, id, "resolve", """{"by":"it","reason":"better"}"""), HttpStatusCode.Conflict, "condition-holds");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, id, "resolve", """{"by":"it","reason":"wrong-data"}""")).StatusCode);
        Assert.Empty(server.Monitor.Actions);
    }

    [Theory]
    [InlineData("acknowledge", """{"by":"n"}""", "m1 m2 m3 g")]
    [InlineData("snooze", """{"by":"n","minutes":5}""", "m1 m2 g")]
    [InlineData("resolve", """{"by":"n","reason":"wrong-data"}""", "m1 m2 g")]
    [InlineData("assign", """{"by":"n","assignee":"it"}""", "g")]
    [InlineData("comment", """{"by":"n","note":"power cut"}""", "g")]
    [Trait("Control", "C-92")]
    public async Task Act_OnOneAlertForMany_IsJournaledForItsMembersFirst(string action, string body, string recorded)
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Group());
        await AssertProblemAsync(await PostAsync(server, "g", "resolve", """{"by":"n","reason":"better"}"""), HttpStatusCode.Conflict, "condition-holds");

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, "g", action, body)).StatusCode);

        Assert.Equal(recorded, string.Join(' ', server.Monitor.Actions.Select(a => a.Alert)));
        Assert.All(server.Monitor.Actions, a => Assert.Equal(a.Alert == "g" ? EnginePatient.Id : "p" + a.Alert[1..], a.Patient));
    }

    [Fact]
    [Trait("Control", "C-91")]
    public async Task Act_OnOneAlertForMany_LeavesAloneWhoWasToldByHimselfMeanwhile()
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Group(), Some.Raise("m2", "p2"));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, "g", "acknowledge", """{"by":"n"}""")).StatusCode);
        Assert.Equal(["m1", "m3", "g"], server.Monitor.Actions.Select(a => a.Alert));
    }

    [Theory]
    [InlineData("?patient=p1", "g a1")]
    [InlineData("?patient=p2", "g")]
    [InlineData("?state=all&patient=p2", "g")]
    [InlineData("?state=all&patient=p", "")]
    [InlineData("?patient=@engine", "g")]
    [Trait("Control", "C-92")]
    public async Task List_OfAPatient_ShowsTheAlertThatStandsForHim(string query, string expected)
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"), Group());

        var json = await GetAsync(server, "/api/v1/alerts" + query);
        Assert.Equal(expected, string.Join(' ', json.EnumerateArray().Select(a => a.GetProperty("id").GetString())));
        if (query == "?patient=p2")
        {
            Assert.Equal(
                """[{"alert":"m1","patient":"p1","device":"d1","kind":"cgm","since":"2026-11-21T12:00:00.000Z","heard":null},{"alert":"m2","patient":"p2","device":"d2","kind":"cgm","since":"2026-11-21T12:00:00.000Z","heard":null},{"alert":"m3","patient":"p3","device":"d3","kind":"cgm","since":"2026-11-21T12:00:00.000Z","heard":"2026-11-21T12:01:00.000Z"}]""",
                json[0].GetProperty("members").GetRawText());
        }
    }

    private static AlertChange Group()
    {
        var group = Some.Raise("g", EnginePatient.Id, minute: 9);
        return group with
        {
            Alert = group.Alert with
            {
                Rule = EnginePatient.SilentDevices,
                Pack = EnginePatient.Pack,
                Members = [.. Enumerable.Range(1, 3).Select(i => new AlertMember($"m{i}", $"p{i}", $"d{i}", Kind.Cgm, Some.Noon, i == 3 ? Some.Noon + TimeSpan.FromMinutes(1) : null))],
            },
        };
    }

    [Fact]
    public async Task Act_Comment_KeepsTheNoteInTheHistory()
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"));

        var response = await PostAsync(server, "a1", "comment", """{"by":"n","note":"cuff changed"}""");

        Assert.Contains("cuff changed", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory, Trait("Control", "C-66")]
    [InlineData("resolve", """{"by":"n","reason":"better"}""", "condition-holds")]
    [InlineData("snooze", """{"by":"n","minutes":10}""", "critical-not-snoozable")]
    public async Task Act_WouldSilenceWhatHolds_IsRefusedAndNotRecorded(string action, string body, string code)
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Some.Raise("a1", critical: true));

        await AssertProblemAsync(await PostAsync(server, "a1", action, body), HttpStatusCode.Conflict, code);

        Assert.Empty(server.Monitor.Actions);
    }

    [Fact]
    public async Task Resolve_RuleNoLongerInForce_APersonMayResolve()
    {
        await using var server = await AlertServer.StartAsync();
        server.RuleInForce = false;
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"));

        var response = await PostAsync(server, "a1", "resolve", """{"by":"n","reason":"rule withdrawn"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("acknowledge", """{"by":"n"}""", "already-acknowledged")]
    [InlineData("resolve", """{"by":"n","reason":"wrong-data"}""", "already-resolved")]
    [InlineData("snooze", """{"by":"n","minutes":10}""", "alert-closed")]
    [InlineData("assign", """{"by":"n","assignee":"m"}""", "alert-closed")]
    [InlineData("comment", """{"by":"n","note":"x"}""", "alert-closed")]
    public async Task Act_AlertDoneWith_IsAConflict(string action, string body, string code)
    {
        await using var server = await AlertServer.StartAsync();
        var raised = Some.Raise("a1");
        await server.Fixture.ApplyAsync(1, raised, raised.Clear(), raised.Clear().Acknowledge());

        await AssertProblemAsync(await PostAsync(server, "a1", action, body), HttpStatusCode.Conflict, code);
    }

    [Fact, Trait("Control", "C-66")]
    public async Task Act_SomebodyWasFaster_IsAConflictAfterJudging()
    {
        await using var server = await AlertServer.StartAsync();
        var raised = Some.Raise("a1");
        await server.Fixture.ApplyAsync(1, raised);
        server.Monitor.Before = raised.Acknowledge("somebody else");

        await AssertProblemAsync(await PostAsync(server, "a1", "acknowledge", """{"by":"n"}"""), HttpStatusCode.Conflict, "already-acknowledged");
    }

    [Fact, Trait("Control", "C-66")]
    public async Task Act_MonitorMadeNoChange_IsAConflictNotASuccess()
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"));
        server.Monitor.Ignores = true;

        await AssertProblemAsync(await PostAsync(server, "a1", "acknowledge", """{"by":"n"}"""), HttpStatusCode.Conflict, "not-applied");
    }

    [Fact]
    public async Task Act_MonitorLags_IsAcceptedAfterFiveSeconds()
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"));
        server.Monitor.Asleep = true;

        var posting = PostAsync(server, "a1", "acknowledge", """{"by":"n"}""");
        await Eventually.TrueAsync(() => server.Monitor.Actions.Count == 1, "the action recorded");
        Assert.False(posting.IsCompleted);
        await Eventually.TrueAsync(
            () =>
            {
                server.Time.Advance(TimeSpan.FromSeconds(5));
                return posting.IsCompleted;
            },
            "the answer");

        var response = await posting;
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Contains("\"acknowledged\":false", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Act_JournalTakesNothing_IsUnavailable()
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"));
        server.Monitor.Stopped = true;

        var response = await PostAsync(server, "a1", "acknowledge", """{"by":"n"}""");

        Assert.NotNull(response.Headers.RetryAfter);
        await AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, "intake-stopped");
    }

    [Theory]
    [InlineData("acknowledge", "{", "not-json")]
    [InlineData("acknowledge", "", "not-json")]
    [InlineData("acknowledge", "null", "not-json")]
    [InlineData("acknowledge", """{"by":7}""", "not-json")]
    [InlineData("acknowledge", "{}", "missing-by")]
    [InlineData("acknowledge", """{"by":"  "}""", "missing-by")]
    [InlineData("comment", """{"by":"n"}""", "missing-note")]
    [InlineData("resolve", """{"by":"n"}""", "missing-reason")]
    [InlineData("snooze", """{"by":"n"}""", "missing-until")]
    [InlineData("snooze", """{"by":"n","minutes":0}""", "invalid-until")]
    [InlineData("snooze", """{"by":"n","until":"2026-11-21T13:00:00"}""", "invalid-until")]
    [InlineData("snooze", """{"by":"n","until":"soon"}""", "invalid-until")]
    [InlineData("snooze", """{"by":"n","until":"2026-11-21T11:59:59Z"}""", "until-in-past")]
    [InlineData("snooze", """{"by":"n","until":"2026-11-22T12:00:01Z"}""", "until-too-far")]
    public async Task Act_WrongRequest_IsABadRequestWithACode(string action, string body, string code)
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"));

        await AssertProblemAsync(await PostAsync(server, "a1", action, body), HttpStatusCode.BadRequest, code);
        Assert.Empty(server.Monitor.Actions);
    }

    [Fact]
    public async Task Act_BodyTooLarge_IsRefused()
    {
        await using var server = await AlertServer.StartAsync();
        await server.Fixture.ApplyAsync(1, Some.Raise("a1"));

        var response = await PostAsync(server, "a1", "comment", $$"""{"by":"n","note":"{{new string('x', 70_000)}}"}""");

        await AssertProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    private static Task<HttpResponseMessage> PostAsync(AlertServer server, string id, string action, string body) =>
        server.Client.PostAsync($"/api/v1/alerts/{id}/{action}", new StringContent(body, Encoding.UTF8, "application/json"), Stop);

    private static async Task<JsonElement> GetAsync(AlertServer server, string path)
    {
        using var json = JsonDocument.Parse(await server.Client.GetStringAsync(path, Stop));
        return json.RootElement.Clone();
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop));
        Assert.Equal(code, json.RootElement.GetProperty("code").GetString());
        Assert.NotEmpty(json.RootElement.GetProperty("detail").GetString()!);
    }
}
