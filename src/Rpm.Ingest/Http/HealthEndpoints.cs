namespace Rpm.Ingest.Http;

/// <summary>
/// <c>/health/live</c> and <c>/health/ready</c>, open to everybody. A dead sink delays only itself, so it never makes Rpm
/// unready: a load balancer that took Rpm out for it would turn one lost view into lost readings.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Ok(new HealthAnswer("live", null, []))).AllowAnonymous()
            .WithTags("Operations").WithSummary("The process answers.");
        routes.MapGet("/health/ready", Ready).AllowAnonymous()
            .Produces<HealthAnswer>().Produces<HealthAnswer>(503)
            .WithTags("Operations").WithSummary("503 only while intake is stopped; lagging and dead sinks are named as degraded.");
    }

    private static IResult Ready(IHealthSource source)
    {
        var health = source.Read();
        return health.IntakeOpen
            ? TypedResults.Ok(new HealthAnswer(health.Degraded.Count == 0 ? "ready" : "degraded", null, health.Degraded))
            : TypedResults.Json(new HealthAnswer("stopped", health.IntakeReason, health.Degraded), statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
