using Rpm.Ingest.Replays;
using Rpm.Rules.Packs;
using Rpm.Rules.Replay;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary><c>POST /api/v1/rules/replay</c>: what rules would have raised over recorded readings.</summary>
internal static class RuleReplayEndpoints
{
    public static void MapRuleReplay(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/rules/replay", PostAsync)
            .Accepts<ReplayRequest>("application/json").Produces<ReplayAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(429)
            .WithTags("Rules").WithName("ReplayRules")
            .WithSummary("Alerts per patient-day and time to detection of packs over a period, and what other packs would add and remove. One at a time.");

    private static async Task<IResult> PostAsync(ReplayRequest request, RecordedReplay replay, Registry.IRegistry registry, HttpContext context)
    {
        if (!Times.TryParse(request.From, "from", out var from, out var fault) || !Times.TryParse(request.To, "to", out var to, out fault))
        {
            return Problems.Invalid(fault);
        }

        if (from is not { } start || to is not { } end || start >= end)
        {
            return Problems.Invalid("from and to are needed, from before to.");
        }

        if (request.Patient is { } patient && !registry.Current.Patients.ContainsKey(patient))
        {
            return Problems.Of(StatusCodes.Status404NotFound, ProblemCodes.UnknownPatient, $"There is no patient {patient}.");
        }

        var (packs, faults) = request.Packs is null ? (replay.PacksInForce, []) : PackFiles.Load(request.Packs);
        var (compare, compareFaults) = request.Compare is null ? (null, []) : PackFiles.Load(request.Compare);
        IReadOnlyList<PackFault> all = [.. faults, .. compareFaults];
        if (all.Count > 0)
        {
            return Problems.Invalid(string.Join('\n', all));
        }

        if (await replay.RunAsync(request.Patient, new ReplayOptions(start, end, request.Test), packs, compare, context.RequestAborted) is { } answer)
        {
            return TypedResults.Ok(answer);
        }

        context.Response.Headers.RetryAfter = "10";
        return Problems.Of(StatusCodes.Status429TooManyRequests, ProblemCodes.RateLimited, "Another replay is running.");
    }
}
