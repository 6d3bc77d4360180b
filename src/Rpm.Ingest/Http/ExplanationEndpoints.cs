using Rpm.Ingest.Explanations;

namespace Rpm.Ingest.Http;

/// <summary><c>GET /api/v1/alerts/{id}/explanation</c>: why an alert is there, derived again from what it rests on.</summary>
internal static class ExplanationEndpoints
{
    public static void MapExplanations(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/alerts/{id}/explanation", GetAsync)
            .Produces<AlertExplanation>().ProducesProblem(404)
            .WithTags("Alerts").WithName("ExplainAlert")
            .WithSummary("Rule, limits and readings of an alert, and whether it follows from them again.");

    private static async Task<IResult> GetAsync(string id, AlertExplainer explainer, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return await explainer.ExplainAsync(id, context.RequestAborted) is { } explanation
            ? TypedResults.Ok(explanation)
            : Problems.Of(StatusCodes.Status404NotFound, "unknown-alert", "There is no such alert.");
    }
}
