using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Settings;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Http;

public sealed class ReadingsEndpointsTests
{
    private const string Address = "/api/v1/readings";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Committed_AnswersTheContractsShape()
    {
        await using var host = await RunningHost.StartAsync();
        host.Engine.Outcome = _ => new FrameOutcome(3, 1, 1, [new Rejection(2, RejectReason.MissingUnit, "weight needs a unit")]);

        var response = await host.Ingest.PostAsync(Address, RunningHost.Json("[1,2,3]"), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"received":3,"committed":1,"duplicate":1,"quarantined":[{"index":2,"reason":"missing-unit","detail":"weight needs a unit"}]}""",
            await response.Content.ReadAsStringAsync(Stop));
        var frame = Assert.Single(host.Engine.Accepted);
        Assert.Equal(FrameSource.Http, frame.Source);
        Assert.Equal("up/http/batch", frame.Topic);
        Assert.Equal("[1,2,3]", Encoding.UTF8.GetString(frame.Payload.Span));
        Assert.Equal(Instant.From(host.Time.GetUtcNow()), frame.Received);
    }

    [Fact]
    public async Task PostToAMapping_KnownOrNot_ComesUnderItsTopicOrIsNotFound()
    {
        await using var host = await RunningHost.StartAsync();
        var known = await host.Ingest.PostAsync(new Uri("/api/v1/ingest/ihealth?device=d-7", UriKind.Relative), RunningHost.Json("{}"), Stop);
        var unknown = await host.Ingest.PostAsync(new Uri("/api/v1/ingest/nobody", UriKind.Relative), RunningHost.Json("{}"), Stop);
        var anonymous = await host.Nobody.PostAsync(new Uri("/api/v1/ingest/ihealth", UriKind.Relative), RunningHost.Json("{}"), Stop);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Unauthorized), (known.StatusCode, unknown.StatusCode, anonymous.StatusCode));
        var frame = Assert.Single(host.Engine.Accepted);
        Assert.Equal("up/http/ingest/ihealth", frame.Topic);
        Assert.Equal([new("device", "d-7")], frame.UserProperties);
    }

    [Theory]
    [InlineData("/api/v1/readings", "gw-1", true)]
    [InlineData("/api/v1/ingest/ihealth", "gw-1", true)]
    [InlineData("/api/v1/readings", "gw/1", false)]
    [InlineData("/api/v1/readings", "", false)]
    public async Task Post_WithAGatewaysHeader_KeepsItsNameOrIsRefused(string address, string gateway, bool taken)
    {
        await using var host = await RunningHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = RunningHost.Json("{}") };
        request.Headers.TryAddWithoutValidation("Rpm-Gateway", gateway);

        using var response = await host.Ingest.SendAsync(request, Stop);

        Assert.Equal(taken ? HttpStatusCode.OK : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(taken ? [new("gateway", gateway)] : [], host.Engine.Accepted.SelectMany(f => f.UserProperties));
    }

    [Fact]
    [Trait("Control", "C-70")]
    public async Task Post_ReceiptOpen_DoesNotAnswerUntilItIsSettled()
    {
        await using var host = await RunningHost.StartAsync();
        var arrived = new TaskCompletionSource<Frame>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Engine.Outcome = frame =>
        {
            arrived.SetResult(frame);
            return null;
        };

        var answer = host.Ingest.PostAsync(Address, RunningHost.Json("[]"), Stop);
        var taken = await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);

        Assert.NotSame(answer, await Task.WhenAny(answer, Task.Delay(100, Stop)));
        taken.Receipt.Commit(new FrameOutcome(0, 0, 0, []));
        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    [Fact]
    [Trait("Control", "C-70")]
    public async Task Post_CommitFailed_Is503WithRetryAfter()
    {
        await using var host = await RunningHost.StartAsync();
        host.Engine.Outcome = frame =>
        {
            frame.Receipt.Fail(new IntakeStoppedException("no space"));
            return null;
        };

        await IsProblem(await host.Ingest.PostAsync(Address, RunningHost.Json("[]"), Stop), HttpStatusCode.ServiceUnavailable, "intake-stopped", retry: true);
    }

    [Fact]
    [Trait("Control", "C-70")]
    public async Task Post_IntakeStopped_Is503WithRetryAfter()
    {
        await using var host = await RunningHost.StartAsync();
        host.Engine.IsOpen = false;

        await IsProblem(await host.Ingest.PostAsync(Address, RunningHost.Json("[]"), Stop), HttpStatusCode.ServiceUnavailable, "intake-stopped", retry: true);
        Assert.Empty(host.Engine.Accepted);
    }

    [Fact]
    public async Task Post_DryRun_CommitsNothing()
    {
        await using var host = await RunningHost.StartAsync();

        var response = await host.Ingest.PostAsync(Address + "?dryRun=true", RunningHost.Json("[]"), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(host.Engine.Accepted);
        Assert.Single(host.Engine.Tried);
    }

    [Fact]
    public async Task Post_DryRunMisspelt_IsNotTakenForReal()
    {
        await using var host = await RunningHost.StartAsync();

        await IsProblem(await host.Ingest.PostAsync(Address + "?dryRun=yes", RunningHost.Json("[]"), Stop), HttpStatusCode.BadRequest, "invalid");
        Assert.Empty(host.Engine.Accepted);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Post_Compressed_IsUnpacked(string encoding)
    {
        await using var host = await RunningHost.StartAsync();

        var response = await host.Ingest.PostAsync(Address, Packed(encoding, Encoding.UTF8.GetBytes("[{\"a\":1}]")), Stop);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("[{\"a\":1}]", Encoding.UTF8.GetString(host.Engine.Accepted[0].Payload.Span));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Post_UnpacksBeyondTheLimit_Is413(string encoding)
    {
        await using var host = await RunningHost.StartAsync(o => o with { Http = o.Http with { MaxBody = new ByteSize(64 << 10) } });

        // 16 MiB of zeros pack into a few KiB.
        await IsProblem(await host.Ingest.PostAsync(Address, Packed(encoding, new byte[16 << 20]), Stop), HttpStatusCode.RequestEntityTooLarge, "too-large");
        Assert.Empty(host.Engine.Accepted);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Post_AtTheLimit_IsTaken_OneMoreIsNot(int more, bool taken)
    {
        await using var host = await RunningHost.StartAsync(o => o with { Http = o.Http with { MaxBody = new ByteSize(2048) } });

        var response = await host.Ingest.PostAsync(Address, Packed("gzip", new byte[2048 + more]), Stop);

        Assert.Equal(taken ? HttpStatusCode.OK : HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Post_TooLarge_Is413()
    {
        await using var host = await RunningHost.StartAsync(o => o with { Http = o.Http with { MaxBody = new ByteSize(2048) } });

        await IsProblem(await host.Ingest.PostAsync(Address, new ByteArrayContent(new byte[3000]), Stop), HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task Post_NotWhatItsEncodingSays_Is400()
    {
        await using var host = await RunningHost.StartAsync();
        foreach (var encoding in new[] { "gzip", "deflate", "br" })
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{\"this\":\"is not packed at all\"}"));
            content.Headers.ContentEncoding.Add(encoding);
            await IsProblem(await host.Ingest.PostAsync(Address, content, Stop), HttpStatusCode.BadRequest, "malformed-encoding");
        }
    }

    [Fact]
    public async Task Post_UnknownEncoding_Is415()
    {
        await using var host = await RunningHost.StartAsync();
        var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentEncoding.Add("zstd");

        await IsProblem(await host.Ingest.PostAsync(Address, content, Stop), HttpStatusCode.UnsupportedMediaType, "unsupported-encoding");
    }

    [Fact]
    public async Task Post_TooManyWaiting_Is429AndOpensAgain()
    {
        await using var host = await RunningHost.StartAsync(o => o with { Http = o.Http with { MaxWaitingPosts = 1 } });
        var arrived = new TaskCompletionSource<Frame>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Engine.Outcome = frame => arrived.TrySetResult(frame) ? null : new FrameOutcome(0, 0, 0, []);
        var first = host.Ingest.PostAsync(Address, RunningHost.Json("[]"), Stop);
        var frame = await arrived.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);

        await IsProblem(await host.Ingest.PostAsync(Address, RunningHost.Json("[]"), Stop), HttpStatusCode.TooManyRequests, "rate-limited", retry: true);

        frame.Receipt.Commit(new FrameOutcome(0, 0, 0, []));
        await first;
        Assert.Equal(HttpStatusCode.OK, (await host.Ingest.PostAsync(Address, RunningHost.Json("[]"), Stop)).StatusCode);
    }

    [Fact]
    [Trait("Control", "C-98")]
    public async Task Post_MoreThanThePublisherMay_Is429UntilTheDebtIsPaidAndLosesNothing()
    {
        await using var host = await RunningHost.StartAsync(o => o with { Intake = o.Intake with { PublisherRate = 1, PublisherBurst = 5 } });
        host.Engine.Outcome = _ => new FrameOutcome(8, 8, 0, []);
        Assert.Equal(HttpStatusCode.OK, (await host.Ingest.PostAsync(Address, RunningHost.Json("[]"), Stop)).StatusCode);

        using var refused = await host.Ingest.PostAsync(Address, RunningHost.Json("[]"), Stop);
        await IsProblem(refused, HttpStatusCode.TooManyRequests, "rate-limited", retry: true);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 3, 6);
        Assert.Single(host.Engine.Accepted);
        // What would become of a post may be asked at any time.
        Assert.Equal(HttpStatusCode.OK, (await host.Ingest.PostAsync(Address + "?dryRun=true", RunningHost.Json("[]"), Stop)).StatusCode);
        host.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(HttpStatusCode.OK, (await host.Ingest.PostAsync(Address, RunningHost.Json("[]"), Stop)).StatusCode);
    }

    private static ByteArrayContent Packed(string encoding, byte[] bytes)
    {
        var packed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            stream.Write(bytes);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        return content;
    }

    private static async Task IsProblem(HttpResponseMessage response, HttpStatusCode status, string code, bool retry = false)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var body = await RunningHost.BodyAsync(response);
        Assert.Equal(code, (string?)body["code"]);
        Assert.Equal((int)status, (int?)body["status"]);
        Assert.Equal(retry, response.Headers.RetryAfter is not null);
    }
}
