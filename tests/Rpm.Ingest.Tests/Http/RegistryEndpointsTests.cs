using System.Net;
using System.Text;
using Rpm.Ingest.Http;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Http;

public sealed class RegistryEndpointsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Patient_PutThenGet_GivesTheSame()
    {
        await using var host = await RunningHost.StartAsync();

        var put = await host.Admin.PutAsync("/api/v1/patients/p1", RunningHost.Json(
            """{"name":"Erika","timeZone":"Europe/Berlin","cohorts":["copd"],"spo2Target":{"low":88,"high":92,"prescriber":"Dr. Weber"},"by":"nurse.anna"}"""), Stop);
        var get = await host.Admin.GetStringAsync("/api/v1/patients/p1", Stop);

        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal(await put.Content.ReadAsStringAsync(Stop), get);
        Assert.Equal("nurse.anna", Assert.IsType<PatientPut>(Assert.Single(host.Engine.Entries)).By);
        Assert.Contains("\"prescriber\":\"Dr. Weber\"", get, StringComparison.Ordinal);
        Assert.Contains("\"p1\"", await host.Admin.GetStringAsync("/api/v1/patients", Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"timeZone":"Europe/Nowhere"}""", "timeZone")]
    [InlineData("""{"spo2Target":{"low":88,"high":92}}""", "spo2Target.prescriber")]
    public async Task Patient_Invalid_NamesTheMember(string body, string member)
    {
        await using var host = await RunningHost.StartAsync();

        var response = await host.Admin.PutAsync("/api/v1/patients/p1", RunningHost.Json(body), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(member, (string?)(await RunningHost.BodyAsync(response))["errors"]![0]!["member"]);
        Assert.Empty(host.Engine.Entries);
    }

    [Theory]
    [InlineData("""{"spo2Targt":{"low":88}}""", "$.spo2Targt")]
    [InlineData("""{"birthDate":"yesterday"}""", "$.birthDate")]
    [InlineData("{", "$")]
    public async Task Patient_BodyThatCannotBeRead_SaysWhere(string body, string path)
    {
        await using var host = await RunningHost.StartAsync();

        var response = await host.Admin.PutAsync("/api/v1/patients/p1", RunningHost.Json(body), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await RunningHost.BodyAsync(response);
        Assert.Equal("invalid", (string?)problem["code"]);
        Assert.Contains(path, (string?)problem["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enrolment_Overlapping_Is409_AndACorrectionNeedsAReason()
    {
        await using var host = await WithWard();

        var first = await host.Admin.PostAsync("/api/v1/enrolments", RunningHost.Json("""{"id":"e1","patient":"p1","device":"d1","from":"2026-01-01T00:00:00Z"}"""), Stop);
        var second = await host.Admin.PostAsync("/api/v1/enrolments", RunningHost.Json("""{"patient":"p2","device":"d1","from":"2026-06-01T00:00:00Z"}"""), Stop);
        var silent = await host.Admin.PutAsync("/api/v1/enrolments/e1", RunningHost.Json("""{"patient":"p1","device":"d1","to":"2026-06-01T00:00:00Z"}"""), Stop);
        var ended = await host.Admin.PostAsync("/api/v1/enrolments/e1/end", RunningHost.Json("""{"at":"2026-06-01T00:00:00Z","reason":"returned"}"""), Stop);
        var third = await host.Admin.PostAsync("/api/v1/enrolments", RunningHost.Json("""{"patient":"p2","device":"d1","from":"2026-06-01T00:00:00Z"}"""), Stop);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal("/api/v1/enrolments/e1", first.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal("enrolment-overlap", (string?)(await RunningHost.BodyAsync(second))["code"]);
        Assert.Equal(HttpStatusCode.BadRequest, silent.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Created, third.StatusCode);
        var list = await RunningHost.BodyAsync(await host.Admin.GetAsync("/api/v1/enrolments?device=d1", Stop));
        Assert.Equal(2, list["enrolments"]!.AsArray().Count);
        Assert.Equal("returned", host.Engine.Entries.OfType<EnrolmentPut>().ElementAt(1).Reason);
    }

    [Fact]
    public async Task Enrolment_TimeWithoutOffset_Is400()
    {
        await using var host = await WithWard();

        var response = await host.Admin.PostAsync("/api/v1/enrolments", RunningHost.Json("""{"patient":"p1","device":"d1","from":"2026-01-01T00:00:00"}"""), Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("from", (string?)(await RunningHost.BodyAsync(response))["errors"]![0]!["member"]);
    }

    [Fact]
    public async Task Device_UnknownKind_Is400()
    {
        await using var host = await RunningHost.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await host.Admin.PutAsync("/api/v1/devices/d1", RunningHost.Json("""{"kind":"toaster"}"""), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Admin.PutAsync("/api/v1/devices/d1", RunningHost.Json("""{"kind":"cgm"}"""), Stop)).StatusCode);
        Assert.Contains("\"kind\":\"cgm\"", await host.Admin.GetStringAsync("/api/v1/devices/d1", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_NeedsAReason_AndAnUnknownParameterIs404()
    {
        await using var host = await WithWard();

        Assert.Equal(HttpStatusCode.BadRequest, (await host.Admin.PutAsync("/api/v1/patients/p1/limits/copd/low", RunningHost.Json("""{"value":"85 %"}"""), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Admin.PutAsync("/api/v1/patients/p1/limits/copd/low", RunningHost.Json("""{"value":"85 %","reason":"lives there","prescriber":"Dr. Weber"}"""), Stop)).StatusCode);
        host.Engine.Answer = RegistryResult.Failed(RegistryOutcome.UnknownParameter, "copd has no parameter lo.");
        var history = await host.Admin.GetStringAsync("/api/v1/patients/p1/limits", Stop);
        Assert.Contains("""{"changes":[{"pack":"copd","parameter":"low","value":"85 %",""", history, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"lives there\",\"prescriber\":\"Dr. Weber\"", history, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Admin.GetAsync("/api/v1/patients/nobody/limits", Stop)).StatusCode);
        var unknown = await host.Admin.PutAsync("/api/v1/patients/p1/limits/copd/lo", RunningHost.Json("""{"value":"85 %","reason":"x"}"""), Stop);
        Assert.Equal("unknown-parameter", (string?)(await RunningHost.BodyAsync(unknown))["code"]);
    }

    [Theory]
    [Trait("Control", "C-75")]
    [InlineData("""{"until":"2026-11-24T08:00:00Z","reason":"in hospital"}""", HttpStatusCode.OK)]
    [InlineData("""{"reason":"back home"}""", HttpStatusCode.OK)]
    [InlineData("""{"until":"2026-11-24T08:00:00Z"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"until":"2026-11-23T07:59:00Z","reason":"past"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"until":"2027-11-24T08:00:00Z","reason":"for ever"}""", HttpStatusCode.BadRequest)]
    public async Task Pause_HasAReasonAndAnEndInSight(string body, HttpStatusCode status)
    {
        await using var host = await WithWard();

        Assert.Equal(status, (await host.Admin.PutAsync("/api/v1/patients/p1/pause", RunningHost.Json(body), Stop)).StatusCode);
    }

    [Fact]
    public async Task Command_IntakeStopped_Is503()
    {
        await using var host = await WithWard();
        host.Engine.IsOpen = false;

        var response = await host.Admin.PutAsync("/api/v1/devices/d1", RunningHost.Json("{}"), Stop);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Withdraw_ByIdOrIdentity_NamesTheStoredReading()
    {
        await using var host = await WithWard();
        host.Engine.Current = host.Engine.Current.With(new Enrolment("e1", "p1", "d1", null, Instant.Min, Instant.Max));
        host.Engine.Stored.AddRange([Stored(1000, 0, "a1"), Stored(2000, 0, "a2"), Stored(3000, 0, "a2"), Stored(4000, 0, "gone") with { Withdrawal = new(new(1), "x", "y") }]);

        Assert.Equal(HttpStatusCode.OK, await Withdraw("""{"device":"d1","id":"a1","reason":"wrong person"}"""));
        Assert.Equal(HttpStatusCode.Conflict, await Withdraw("""{"device":"d1","id":"a2","reason":"x"}"""));
        Assert.Equal(HttpStatusCode.OK, await Withdraw("""{"device":"d1","kind":"weight","time":"1970-01-01T00:00:02Z","reason":"x"}"""));
        Assert.Equal(HttpStatusCode.NotFound, await Withdraw("""{"device":"d1","id":"a9","reason":"x"}"""));
        Assert.Equal(HttpStatusCode.Conflict, await Withdraw("""{"device":"d1","id":"gone","reason":"x"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await Withdraw("""{"device":"d1","id":"a1"}"""));
        Assert.Equal(HttpStatusCode.BadRequest, await Withdraw("""{"device":"d1","kind":"weight","reason":"x"}"""));

        Assert.Equal([1000, 2000], host.Engine.Entries.OfType<ReadingWithdrawn>().Select(w => w.Time.UnixMilliseconds));
        Assert.All(host.Engine.Entries.OfType<ReadingWithdrawn>(), w => Assert.Equal("p1", w.Patient));

        async Task<HttpStatusCode> Withdraw(string body) =>
            (await host.Admin.PostAsync("/api/v1/readings/withdraw", RunningHost.Json(body), Stop)).StatusCode;
    }

    [Fact]
    public async Task Quarantine_PagesAndShowsThePayload()
    {
        await using var host = await RunningHost.StartAsync();
        host.Engine.InQuarantine.AddRange(Enumerable.Range(1, 3).Select(i => new QuarantineItem(i * 10, new Quarantined(
            FrameSource.Mqtt, "up/d1/weight", "d1", new Instant(0), 0, RejectReason.MissingUnit, "weight needs a unit", "d1", Kind.Weight, null, null, Encoding.UTF8.GetBytes("{}"), null, []))));

        var first = await RunningHost.BodyAsync(await host.Admin.GetAsync("/api/v1/quarantine?take=2", Stop));
        var second = await RunningHost.BodyAsync(await host.Admin.GetAsync($"/api/v1/quarantine?take=2&after={first["next"]}", Stop));
        var one = await RunningHost.BodyAsync(await host.Admin.GetAsync("/api/v1/quarantine/20", Stop));

        Assert.Equal([10, 20], first["items"]!.AsArray().Select(i => (int)i!["id"]!));
        Assert.Equal([30], second["items"]!.AsArray().Select(i => (int)i!["id"]!));
        Assert.Null(second["next"]);
        Assert.Equal("{}", (string?)one["payload"]);
        Assert.Equal("missing-unit", (string?)one["reason"]);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Admin.GetAsync("/api/v1/quarantine/21", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Admin.GetAsync("/api/v1/quarantine?reason=nonsense", Stop)).StatusCode);
    }

    [Fact]
    public async Task Replay_PassesTheFilter()
    {
        await using var host = await RunningHost.StartAsync();

        var response = await host.Admin.PostAsync("/api/v1/quarantine/replay", RunningHost.Json("""{"reason":"unknown-device","device":"d1","from":"2026-01-01T00:00:00Z"}"""), Stop);

        Assert.Equal("""{"replayed":3,"committed":1,"duplicate":1,"quarantined":1}""", await response.Content.ReadAsStringAsync(Stop));
        var filter = Assert.Single(host.Engine.Replayed);
        Assert.Equal((RejectReason.UnknownDevice, "d1"), (filter.Reason, filter.Device));
    }

    [Fact]
    public async Task Recent_GivesTextOrBase64AndTheOutcome()
    {
        await using var host = await RunningHost.StartAsync();
        host.Engine.Recent = [
            new RecentFrame(new(0), FrameSource.Mqtt, "up/d1/gatt/2a35", "d1", new byte[] { 0, 255 }, new FrameOutcome(1, 1, 0, [])),
            new RecentFrame(new(0), FrameSource.Mqtt, "up/d1/weight", "d1", Encoding.UTF8.GetBytes("{}"), null)];

        var frames = (await RunningHost.BodyAsync(await host.Admin.GetAsync("/api/v1/devices/d1/recent", Stop)))["frames"]!;

        Assert.Equal("AP8=", (string?)frames[0]!["payloadBase64"]);
        Assert.Equal(1, (int?)frames[0]!["outcome"]!["committed"]);
        Assert.Equal("{}", (string?)frames[1]!["payload"]);
    }

    internal static async Task<RunningHost> WithWard()
    {
        var host = await RunningHost.StartAsync();
        host.Engine.Current = RegistrySnapshot.Empty
            .With(new Patient { Id = "p1", TimeZone = "Europe/Berlin" }).With(new Patient { Id = "p2" }).With(new Device { Id = "d1" });
        return host;
    }

    private static StoredReading Stored(long time, byte ordinal, string id)
    {
        ReadingId.TryCreate(Encoding.UTF8.GetBytes(id), out var readingId);
        return new(1, new(time), ordinal, new Reading { Device = "d1", Kind = Kind.Weight, Time = new(time), User = -1, Id = readingId }, null);
    }
}
