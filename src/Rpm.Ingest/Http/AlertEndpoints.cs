using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Rpm.Ingest.Alerts;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>
/// The alert API: list, one, act, stream. Faults are problem details with a <c>code</c>. Needs <see cref="AlertStore"/>,
/// <see cref="AlertActions"/>, <see cref="AlertStream"/> and <see cref="TimeProvider"/> from the container; who may come in
/// is the caller's to add to the group that is returned.
/// </summary>
internal static class AlertEndpoints
{
    private const int MaxBody = 64 * 1024;

    public static RouteGroupBuilder MapAlerts(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/v1/alerts").WithTags("Alerts");
        group.MapGet("", ListAsync).WithName("ListAlerts");
        group.MapGet("/stream", (HttpContext context, AlertStream stream) => stream.ServeAsync(context)).WithName("StreamAlerts");
        group.MapGet("/{id}", GetAsync).WithName("GetAlert");
        foreach (var kind in Enum.GetValues<AlertActionKind>())
        {
            var name = kind.ToString();
#pragma warning disable CA1308 // The path is lower case by contract.
            group.MapPost($"/{{id}}/{name.ToLowerInvariant()}",
#pragma warning restore CA1308
                (string id, HttpContext context, AlertActions actions, TimeProvider time) => ActAsync(kind, id, context, actions, time))
                .Accepts<AlertActionBody>("application/json")
                .WithName(name + "Alert");
        }

        return group;
    }

    private static async Task<IResult> ListAsync(
        AlertStore store, CancellationToken cancellationToken, string? state = null, string? patient = null, int? skip = null, int? take = null)
    {
        if (skip < 0 || take < 0)
        {
            return Problem(StatusCodes.Status400BadRequest, "invalid-page", "\"skip\" and \"take\" must not be negative.");
        }

        var query = new AlertQuery { Patient = patient, Skip = skip ?? 0, Take = take };
        AlertQuery? wanted = state switch
        {
            null => query with { Open = true },
            "active" => query with { Active = true },
            "unacknowledged" => query with { Acknowledged = false },
            "all" => query,
            _ => null,
        };
        return wanted is null
            ? Problem(StatusCodes.Status400BadRequest, "invalid-state", "\"state\" is active, unacknowledged or all; without it the open alerts are listed.")
            : new AlertJsonResult(await store.ListAsync(wanted, cancellationToken));
    }

    private static async Task<IResult> GetAsync(string id, AlertStore store, CancellationToken cancellationToken) =>
        await store.GetAsync(id, cancellationToken) is { } alert ? new AlertJsonResult(alert) : Problem(AlertActionReason.UnknownAlert);

    private static async Task<IResult> ActAsync(AlertActionKind kind, string id, HttpContext context, AlertActions actions, TimeProvider time)
    {
        var cancellationToken = context.RequestAborted;
        if (context.Request.ContentLength > MaxBody)
        {
            return Problem(StatusCodes.Status413PayloadTooLarge, "too-large", "The body has at most 64 KiB.");
        }

        // A body without a length is cut off by the server at the same bound.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = MaxBody;
        }

        AlertActionBody? body;
        try
        {
            body = await JsonSerializer.DeserializeAsync(context.Request.Body, AlertActionBodyJson.Default.AlertActionBody, cancellationToken);
        }
        catch (JsonException exception)
        {
            return Problem(StatusCodes.Status400BadRequest, "not-json", $"The body is not the JSON object expected (at {exception.Path ?? "$"}).");
        }

        if (body is null)
        {
            return Problem(StatusCodes.Status400BadRequest, "not-json", "The body is null.");
        }

        var request = AlertActionRequest.Check(kind, id, body, Instant.From(time.GetUtcNow()));
        if (request.Action is not { } action)
        {
            return Problem(StatusCodes.Status400BadRequest, request.Code, request.Detail);
        }

        var result = await actions.ActAsync(action, cancellationToken);
        switch (result.Reason)
        {
            case AlertActionReason.None:
                return new AlertJsonResult(result.Alert!);
            case AlertActionReason.Pending:
                return new AlertJsonResult(result.Alert!, StatusCodes.Status202Accepted);
            case AlertActionReason.IntakeStopped:
                context.Response.Headers.RetryAfter = "5";
                return Problem(result.Reason);
            default:
                return Problem(result.Reason);
        }
    }

    private static ProblemHttpResult Problem(AlertActionReason reason)
    {
        var status = reason switch
        {
            AlertActionReason.UnknownAlert => StatusCodes.Status404NotFound,
            AlertActionReason.IntakeStopped => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status409Conflict,
        };
        return Problem(status, AlertActionReasons.Code(reason), AlertActionReasons.Sentence(reason));
    }

    private static ProblemHttpResult Problem(int status, string code, string detail) =>
        TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
}
