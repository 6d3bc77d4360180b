using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Journal;
using Rpm.Ingest.TimeSeries;
using Rpm.Ingest.TimeSeries.Influx;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.TimeSeries.Influx;

public sealed class InfluxSinkTests(InfluxdServer influxd) : IClassFixture<InfluxdServer>
{
    private static readonly Instant Start = Samples.Start;
    private static readonly InfluxOptions V1 = new() { Url = new Uri("http://127.0.0.1:8086"), Database = "rpm" };
    private static readonly InfluxOptions V2 = new() { Url = new Uri("https://influx.example/base"), Bucket = "b 1", Org = "o&1", Token = "secret" };
    private static readonly (HttpStatusCode, string) Done = (HttpStatusCode.NoContent, "");
    private static readonly (HttpStatusCode, string) QueryDone = (HttpStatusCode.OK, """{"results":[{"statement_id":0}]}""");

    private readonly FakeRegistry _registry = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DeliverAsync_PartialWrite_RejectsOnlyTheBadPoints()
    {
        var server = new ScriptedServer(r => IsQuery(r) ? QueryDone
            : r.Body.Contains("device=bad", StringComparison.Ordinal)
                ? (HttpStatusCode.BadRequest, """{"error":"partial write: field type conflict: input field \"heartRate\" dropped=1"}""")
                : Done);
        var readings = Enumerable.Range(0, 1_000).Select(i => ("p", Samples.HeartRate(i is 17 or 700 ? "bad" : "good", Start + TimeSpan.FromSeconds(i), 60))).ToList();
        var delivery = await Sink(server).DeliverAsync([Samples.Group(1, readings)], Stop);
        Assert.Equal(998, delivery.Written);
        Assert.Equal([18L, 701L], delivery.Rejected.Select(r => r.Position));
        Assert.All(delivery.Rejected, r => Assert.Contains("field type conflict", r.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeliverAsync_EveryPointDropped_AsksOnceForAll()
    {
        var server = new ScriptedServer(r => IsQuery(r) ? QueryDone : (HttpStatusCode.BadRequest, """{"error":"partial write: points beyond retention policy dropped=300"}"""));
        var delivery = await Sink(server).DeliverAsync([Samples.Group(1, Rates(300))], Stop);
        Assert.Equal((0L, 300), (delivery.Written, delivery.Rejected.Count));
        Assert.Single(server.Writes);
    }

    [Fact]
    public async Task DeliverAsync_RefusedInUnknownWords_IsUnavailableUnlessOthersPass()
    {
        var nothing = new ScriptedServer(r => IsQuery(r) ? QueryDone : (HttpStatusCode.BadRequest, "bucket is sealed"));
        var fault = await Assert.ThrowsAsync<SinkUnavailableException>(() => Sink(nothing).DeliverAsync([Samples.Group(1, Rates(4))], Stop));
        Assert.Contains("bucket is sealed", fault.Message, StringComparison.Ordinal);

        var one = new ScriptedServer(r => IsQuery(r) ? QueryDone : r.Body.Contains("heartRate=2 ", StringComparison.Ordinal) ? (HttpStatusCode.BadRequest, "no") : Done);
        Assert.Equal([3L], (await Sink(one).DeliverAsync([Samples.Group(1, Rates(4))], Stop)).Rejected.Select(r => r.Position));
    }

    [Fact]
    public async Task DeliverAsync_ConnectionNotMadeInTime_IsUnavailable()
    {
        var server = new ScriptedServer(_ => throw new TaskCanceledException("no connection in time", new TimeoutException()));
        var fault = await Assert.ThrowsAsync<SinkUnavailableException>(() => Sink(server).DeliverAsync([Samples.Group(1, Rates(1))], Stop));
        Assert.Contains("does not answer", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeliverAsync_SomethingElseAnswersTheQuery_IsSaidAndTheWriteIsTried()
    {
        var server = new ScriptedServer(r => IsQuery(r) ? (HttpStatusCode.OK, "<html>sign in to this network</html>") : Done);
        Assert.Equal(2, (await Sink(server).DeliverAsync([Samples.Group(1, Rates(2))], Stop)).Written);
    }

    [Fact]
    public async Task DeliverAsync_TooLarge_IsSplit()
    {
        var server = new ScriptedServer(r => IsQuery(r) ? QueryDone : r.Lines > 100 ? (HttpStatusCode.RequestEntityTooLarge, "too large") : Done);
        var delivery = await Sink(server).DeliverAsync([Samples.Group(1, Rates(350))], Stop);
        Assert.Equal((350L, 0), (delivery.Written, delivery.Rejected.Count));
        Assert.Equal(350, server.Writes.Where(w => w.Lines <= 100).Sum(w => w.Lines));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "Rpm:Influx:Username")]
    [InlineData(HttpStatusCode.Forbidden, "Rpm:Influx:Username")]
    [InlineData(HttpStatusCode.NotFound, "the database rpm")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "503")]
    [InlineData(HttpStatusCode.TooManyRequests, "429")]
    public async Task DeliverAsync_ServerRefusesAltogether_IsUnavailableAndSaysWhatToLookAt(HttpStatusCode status, string words)
    {
        var server = new ScriptedServer(r => IsQuery(r) ? QueryDone : (status, """{"error":"no"}"""));
        var fault = await Assert.ThrowsAsync<SinkUnavailableException>(() => Sink(server).DeliverAsync([Samples.Group(1, Rates(3))], Stop));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeliverAsync_BatchesOfFiveThousandLines_KeepTheOrder()
    {
        var server = new ScriptedServer(r => IsQuery(r) ? QueryDone : Done);
        await Sink(server).DeliverAsync([Samples.Group(1, Rates(7_000)), Samples.Group(7_001, Rates(6_000))], Stop);
        Assert.Equal([5_000, 5_000, 3_000], server.Writes.Select(w => w.Lines));
    }

    [Fact]
    public async Task DeliverAsync_BucketAndToken_SpeakVersionTwo()
    {
        var server = new ScriptedServer(_ => Done);
        var group = Samples.Group(1, [("p", Samples.HeartRate("d \"1", Start, 60))], new ReadingWithdrawn("d \"1", Kind.HeartRate, Start, 3, "p", "r", "b"));
        await Sink(server, V2).DeliverAsync([group], Stop);
        var (write, delete) = (server.Requests[1], server.Requests[2]);
        Assert.Equal("/base/api/v2/write?bucket=b%201&org=o%261&precision=ns", write.Uri.PathAndQuery);
        Assert.Equal("Token secret", write.Authorization);
        Assert.Equal("heart_rate,patient=p,device=d\\ \"1 heartRate=60 1793491200000000000\n", write.Body);
        Assert.Equal("/base/api/v2/delete?bucket=b%201&org=o%261", delete.Uri.PathAndQuery);
        using var body = System.Text.Json.JsonDocument.Parse(delete.Body);
        Assert.Equal("2026-11-01T00:00:00.000000003Z", body.RootElement.GetProperty("start").GetString());
        Assert.Equal("2026-11-01T00:00:00.000000003Z", body.RootElement.GetProperty("stop").GetString());
        Assert.Equal("_measurement=\"heart_rate\" AND device=\"d \\\"1\"", body.RootElement.GetProperty("predicate").GetString());
    }

    [Fact]
    public async Task DeliverAsync_ServerThatCannotDelete_StillWritesTheCorrection()
    {
        var server = new ScriptedServer(r => r.Uri.AbsolutePath.EndsWith("delete", StringComparison.Ordinal) ? (HttpStatusCode.NotFound, "") : Done);
        _registry.Enrol("e", "anna", "d");
        var stored = new StoredReading(1, Start, 0, Samples.HeartRate("d", Start, 60), null);
        await Sink(server, V2, stored).DeliverAsync([Samples.Group(2, [], _registry.Enrol("e", "ben", "d"))], Stop);
        Assert.Equal(["heart_rate,patient=ben,device=d heartRate=60 1793491200000000000\n"], server.Writes.Select(w => w.Body));
    }

    [Fact]
    public async Task DeliverAsync_CorrectionAheadOfTheEmbeddedStore_WaitsAndDeletesNothing()
    {
        var server = new ScriptedServer(r => IsQuery(r) ? QueryDone : Done);
        _registry.Enrol("e", "anna", "d");
        var entry = _registry.Enrol("e", "ben", "d");
        var sink = new InfluxSink(V1, InfluxHttp.CreateClient(server, TimeProvider.System), new FakeSeriesStore { Cursor = 4 }, _registry, NullLogger<InfluxSink>.Instance);
        await Assert.ThrowsAsync<SinkUnavailableException>(() => sink.DeliverAsync([Samples.Group(5, [], entry)], Stop));
        Assert.DoesNotContain(server.Requests, r => r.Body.Contains("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeliverAsync_MoreThanAPageToMove_WritesEachOnce()
    {
        var server = new ScriptedServer(r => IsQuery(r) ? QueryDone : Done);
        _registry.Enrol("e", "anna", "d");
        // Three readings in each millisecond, so that pages end in the middle of one.
        var stored = Enumerable.Range(0, 45_000)
            .Select(i => new StoredReading(i + 1, Start, (byte)(i % 3), Samples.HeartRate("d", Start + TimeSpan.FromMilliseconds(i / 3), 60), null)).ToArray();
        await Sink(server, V1, stored).DeliverAsync([Samples.Group(50_000, [], _registry.Enrol("e", "ben", "d"))], Stop);
        var lines = server.Writes.SelectMany(w => w.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(45_000, lines.Count);
        Assert.Equal(45_000, lines.Distinct().Count());
    }

    [Fact]
    public async Task DeliverAsync_ServerDownThenUp_DeliversTheSameGroupsAgain()
    {
        await influxd.StartAsync();
        using var http = InfluxHttp.CreateClient(TimeProvider.System);
        var sink = new InfluxSink(V1 with { Url = influxd.Url, Database = "updown" }, http, new FakeSeriesStore(), _registry, NullLogger<InfluxSink>.Instance);
        var groups = new[] { Samples.Group(1, Rates(10)), Samples.Group(11, [("p", Samples.HeartRate("x", Start, 99))]) };
        Assert.Equal(10, (await sink.DeliverAsync([groups[0]], Stop)).Written);
        await influxd.StopAsync();
        await Assert.ThrowsAsync<SinkUnavailableException>(() => sink.DeliverAsync(groups, Stop));
        await influxd.StartAsync();
        Assert.Equal(11, (await sink.DeliverAsync(groups, Stop)).Written);
        Assert.Equal(11, (await influxd.QueryAsync("updown", "SELECT \"heartRate\" FROM \"heart_rate\"")).Count);
    }

    [Fact]
    public async Task DeliverAsync_RealServerWithATypeConflict_KeepsTheGoodPointsAndNamesTheBad()
    {
        await influxd.StartAsync();
        using var http = InfluxHttp.CreateClient(TimeProvider.System);
        await influxd.QueryAsync("", "CREATE DATABASE conflict");
        using var other = new StringContent("temperature,device=other temperature=\"warm\" 1793491200000000000");
        (await http.PostAsync(new Uri(influxd.Url, "/write?db=conflict"), other, Stop)).Dispose();
        var sink = new InfluxSink(V1 with { Url = influxd.Url, Database = "conflict" }, http, new FakeSeriesStore(), _registry, NullLogger<InfluxSink>.Instance);
        List<(string, Reading)> readings = [.. Rates(50), ("p", Samples.Reading("d", Kind.Temperature, Start, (Measure.Temperature, new Quantity(366, 1, Unit.Celsius)))), .. Rates(50).Select(r => (r.Item1, r.Item2 with { Device = "e" }))];
        var delivery = await sink.DeliverAsync([Samples.Group(1, readings)], Stop);
        Assert.Equal(100, delivery.Written);
        Assert.Equal(51, Assert.Single(delivery.Rejected).Position);
        Assert.Equal(100, (await influxd.QueryAsync("conflict", "SELECT \"heartRate\" FROM \"heart_rate\"")).Count);
    }

    [Fact]
    public async Task DeliverAsync_DatabaseDroppedBehindOurBack_IsMadeAgain()
    {
        await influxd.StartAsync();
        using var http = InfluxHttp.CreateClient(TimeProvider.System);
        var sink = new InfluxSink(V1 with { Url = influxd.Url, Database = "dropped" }, http, new FakeSeriesStore(), _registry, NullLogger<InfluxSink>.Instance);
        var group = Samples.Group(1, Rates(3));
        await sink.DeliverAsync([group], Stop);
        await influxd.QueryAsync("", "DROP DATABASE dropped");
        await Assert.ThrowsAsync<SinkUnavailableException>(() => sink.DeliverAsync([group], Stop));
        Assert.Equal(3, (await sink.DeliverAsync([group], Stop)).Written);
    }

    private static List<(string, Reading)> Rates(int count) =>
        [.. Enumerable.Range(0, count).Select(i => ("p", Samples.HeartRate("d", Start + TimeSpan.FromSeconds(i), i)))];

    private static bool IsQuery(ScriptedServer.Request request) => request.Uri.AbsolutePath.EndsWith("query", StringComparison.Ordinal);

    private InfluxSink Sink(ScriptedServer server, InfluxOptions? options = null, params StoredReading[] stored) =>
        new(options ?? V1, InfluxHttp.CreateClient(server, TimeProvider.System), new FakeSeriesStore(stored), _registry, NullLogger<InfluxSink>.Instance);
}
