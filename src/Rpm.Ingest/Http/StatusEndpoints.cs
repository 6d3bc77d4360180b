namespace Rpm.Ingest.Http;

/// <summary><c>GET /api/v1/status</c>: the conservation law in numbers.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/status", (IStatusSource source) => TypedResults.Ok(StatusAnswer.From(source.Read())))
            .WithTags("Operations")
            .WithSummary("Readings since the data directory was made: received = committed + duplicate + quarantined + discarded, and per follower committed = written + rejected + pending.");
}
