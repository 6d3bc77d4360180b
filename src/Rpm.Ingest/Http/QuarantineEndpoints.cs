using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>What could not be used, and another try after a fix.</summary>
internal static class QuarantineEndpoints
{
    private const int MostPerPage = 1000;

    public static void MapQuarantine(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/quarantine").WithTags("Quarantine");
        group.MapGet("", ListAsync).Produces<QuarantineAnswer>().ProducesProblem(400).WithSummary("Quarantined elements, oldest first; the next page starts after the last id.");
        group.MapGet("/{id:long}", GetAsync).Produces<QuarantineItemAnswer>().ProducesProblem(404).WithSummary("One element with its payload.");
        group.MapPost("/replay", ReplayAsync).Produces<ReplayCounts>().ProducesProblem(400).WithSummary("Another try for the elements that match: all conditions hold together, none means all.");
    }

    private static async Task<IResult> ListAsync(
        IQuarantine quarantine, string? reason, string? device, string? from, string? to, long? after, int? take, CancellationToken cancellationToken)
    {
        if (take is < 1 or > MostPerPage)
        {
            return Problems.Invalid($"take is from 1 to {MostPerPage}.");
        }

        var size = take ?? 100;
        if (!TryFilter(reason, device, from, to, null, out var filter, out var fault))
        {
            return Problems.Invalid(fault);
        }

        // One more than asked, to know whether there is a next page.
        var items = await quarantine.ListAsync(filter with { After = after ?? 0, Take = size + 1 }, cancellationToken);
        var page = items.Take(size).Select(i => QuarantineItemAnswer.From(i, withPayload: false)).ToArray();
        return TypedResults.Ok(new QuarantineAnswer(page, items.Count > size ? page[^1].Id : null));
    }

    private static async Task<IResult> GetAsync(IQuarantine quarantine, long id, CancellationToken cancellationToken) =>
        await quarantine.GetAsync(id, cancellationToken) is { } item
            ? TypedResults.Ok(QuarantineItemAnswer.From(item, withPayload: true))
            : Problems.NotFound("There is no such element in quarantine.");

    private static async Task<IResult> ReplayAsync(IQuarantine quarantine, ReplayBody? body, CancellationToken cancellationToken) =>
        TryFilter(body?.Reason, body?.Device, body?.From, body?.To, body?.Ids, out var filter, out var fault)
            ? TypedResults.Ok(await quarantine.ReplayAsync(filter, cancellationToken))
            : Problems.Invalid(fault);

    private static bool TryFilter(
        string? reason, string? device, string? from, string? to, IReadOnlyList<long>? ids, out QuarantineFilter filter, out string fault)
    {
        filter = new QuarantineFilter { Device = device, Ids = ids };
        if (reason is not null)
        {
            if (!RejectReasons.TryParse(reason, out var parsed))
            {
                fault = "reason is not a reject code.";
                return false;
            }

            filter = filter with { Reason = parsed };
        }

        if (!Times.TryParse(from, "from", out var start, out fault) || !Times.TryParse(to, "to", out var end, out fault))
        {
            return false;
        }

        filter = filter with { From = start, To = end };
        return true;
    }
}
