using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Security;
using Rpm.Ingest.Settings;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary><c>POST /api/v1/readings</c>: the batch payload over HTTP. 200 means committed: in the journal, or in quarantine.</summary>
internal static class ReadingsEndpoints
{
    /// <summary>What the topics of all posts begin with.</summary>
    public const string Folder = "up/http/";

    /// <summary>The topic that posts come in under: decoded like any batch.</summary>
    public const string Topic = Folder + "batch";

    /// <summary>The header in which a gateway that posts says which one it is.</summary>
    public const string GatewayHeader = "Rpm-Gateway";

    private static readonly TimeSpan RetryStopped = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetryBusy = TimeSpan.FromSeconds(1);

    public static void MapReadings(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/readings", PostAsync)
            .RequireAuthorization(AccessPolicies.Ingest)
            .Accepts<IReadOnlyList<object>>("application/json")
            .Produces<ReadingsAnswer>()
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429).ProducesProblem(503)
            .WithTags("Readings")
            .WithSummary("Hand in readings: a JSON array, each element with device and kind. A header Rpm-Gateway names the gateway that posts. Answers after the commit.");
        routes.MapPost("/api/v1/ingest/{mapping}", PostMappedAsync)
            .RequireAuthorization(AccessPolicies.Ingest)
            .Accepts<object>("application/json")
            .Produces<ReadingsAnswer>()
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(429).ProducesProblem(503)
            .WithTags("Readings")
            .WithSummary("Hand in a vendor's JSON, read by the mapping of this name. ?device= names the device where the message does not. Answers after the commit.");
    }

    private static Task<IResult> PostAsync(
        HttpContext context, IIntake intake, IDryRun dryRun, PostGate gate, PostRate rate, RpmOptions options, TimeProvider time) =>
        HandInAsync(context, intake, dryRun, gate, rate, options, time, Topic, []);

    private static Task<IResult> PostMappedAsync(
        string mapping, string? device, HttpContext context, MappingTable mappings, IIntake intake, IDryRun dryRun, PostGate gate, PostRate rate, RpmOptions options,
        TimeProvider time) =>
        mappings.Named(mapping) is null
            ? Task.FromResult<IResult>(Problems.Of(StatusCodes.Status404NotFound, ProblemCodes.NotFound, "There is no mapping of this name."))
            : HandInAsync(
                context, intake, dryRun, gate, rate, options, time, MappingTable.HttpTopic + mapping, string.IsNullOrEmpty(device) ? [] : [new("device", device)]);

    private static async Task<IResult> HandInAsync(
        HttpContext context, IIntake intake, IDryRun dryRun, PostGate gate, PostRate rate, RpmOptions options, TimeProvider time, string topic,
        IReadOnlyList<KeyValuePair<string, string>> properties)
    {
        if (!TryDryRun(context.Request, out var isDryRun))
        {
            return Problems.Invalid("dryRun is true or false.");
        }

        if (context.Request.Headers.TryGetValue(GatewayHeader, out var gateway))
        {
            if (!RegistryRules.IsIdentifier(gateway.ToString()))
            {
                return Problems.Invalid($"{GatewayHeader} is no identifier: 1 to 64 letters, digits and . _ : - only.");
            }

            properties = [.. properties, new(GatewayRule.Property, gateway.ToString())];
        }

        if (!isDryRun && !intake.IsOpen)
        {
            return Stopped(context);
        }

        var client = context.User.Identity?.Name ?? "http";
        var poster = $"{client}@{context.Connection.RemoteIpAddress}";
        if (!isDryRun && rate.Wait(poster) is var wait && wait > TimeSpan.Zero)
        {
            context.Response.Headers.RetryAfter = Seconds(wait + TimeSpan.FromSeconds(1));
            return Problems.Of(StatusCodes.Status429TooManyRequests, ProblemCodes.RateLimited, "More readings than this client may post. Nothing of this post was taken: send it again later.");
        }

        using var place = gate.Enter();
        if (place is null)
        {
            context.Response.Headers.RetryAfter = Seconds(RetryBusy);
            return Problems.Of(StatusCodes.Status429TooManyRequests, ProblemCodes.RateLimited, "Too many posts are waiting for their commit. Send larger batches, or fewer at a time.");
        }

        var body = await BodyReader.ReadAsync(context.Request, options.Http.MaxBody.Bytes, context.RequestAborted);
        if (body.Outcome != BodyOutcome.Read)
        {
            return Unreadable(body.Outcome, options.Http.MaxBody);
        }

        var frame = new Frame
        {
            Source = FrameSource.Http,
            Topic = topic,
            Client = client,
            Payload = body.Body,
            Received = Instant.From(time.GetUtcNow()),
            UserProperties = properties,
        };
        try
        {
            if (isDryRun)
            {
                return TypedResults.Ok(ReadingsAnswer.From(await dryRun.TryAsync(frame, context.RequestAborted)));
            }

            await intake.AcceptAsync(frame, context.RequestAborted);
            var outcome = await frame.Receipt.Settled.WaitAsync(context.RequestAborted);
            rate.Charge(poster, outcome.Received);
            return TypedResults.Ok(ReadingsAnswer.From(outcome));
        }
        catch (IntakeStoppedException)
        {
            return Stopped(context);
        }
    }

    private static bool TryDryRun(HttpRequest request, out bool value)
    {
        value = false;
        return !request.Query.TryGetValue("dryRun", out var text) || bool.TryParse(text, out value);
    }

    private static ProblemHttpResult Stopped(HttpContext context)
    {
        context.Response.Headers.RetryAfter = Seconds(RetryStopped);
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, ProblemCodes.IntakeStopped, "The journal takes nothing now. Nothing was acknowledged: send the same again.");
    }

    private static ProblemHttpResult Unreadable(BodyOutcome outcome, ByteSize limit) => outcome switch
    {
        BodyOutcome.TooLarge => Problems.Of(StatusCodes.Status413PayloadTooLarge, ProblemCodes.TooLarge, $"The body is larger than {limit}, packed or unpacked. Send smaller batches."),
        BodyOutcome.UnsupportedEncoding => Problems.Of(StatusCodes.Status415UnsupportedMediaType, ProblemCodes.UnsupportedEncoding, "Content-Encoding must be gzip, deflate or br, or absent."),
        _ => Problems.Of(StatusCodes.Status400BadRequest, ProblemCodes.MalformedEncoding, "The body is not what its Content-Encoding says."),
    };

    private static string Seconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
