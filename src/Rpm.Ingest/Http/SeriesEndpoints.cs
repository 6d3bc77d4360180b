using Rpm.Ingest.Registry;
using Rpm.Ingest.Settings;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>A patient's stored values over time.</summary>
internal static class SeriesEndpoints
{
    private static readonly TimeSpan ShortestBucket = TimeSpan.FromSeconds(1);

    public static void MapSeries(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/patients/{id}/series", GetAsync)
            .Produces<SeriesAnswer<PointAnswer>>().ProducesProblem(400).ProducesProblem(404)
            .WithTags("Series")
            .WithSummary("One measure in its canonical unit, oldest first, from inclusive, to exclusive, never truncated; with every, count, min, mean and max per span.");

    private static async Task<IResult> GetAsync(
        IRegistry registry, ISeriesStore store, string id, string? measure, string? kind, string? device, string? from, string? to, string? every,
        CancellationToken cancellationToken)
    {
        var snapshot = registry.Current;
        if (!snapshot.Patients.TryGetValue(id, out var patient))
        {
            return Problems.Of(StatusCodes.Status404NotFound, ProblemCodes.UnknownPatient, $"There is no patient {id}.");
        }

        if (measure is null || !Words.TryMeasure(measure, out var wanted))
        {
            return Problems.Invalid($"measure must be one of {string.Join(", ", Words.AllMeasures)}.");
        }

        var wantedKind = default(Kind);
        if (kind is not null && !Words.TryKind(kind, out wantedKind))
        {
            return Problems.Invalid($"kind must be one of {string.Join(", ", Words.AllKinds)}.");
        }

        if (!Times.TryParse(from, "from", out var start, out var fault) || !Times.TryParse(to, "to", out var end, out fault))
        {
            return Problems.Invalid(fault);
        }

        var span = TimeSpan.Zero;
        if (every is not null && (!Durations.TryParse(every, out span) || span < ShortestBucket))
        {
            return Problems.Invalid("every must be a duration of at least a second, like 5m, 1h or 1d.");
        }

        var query = new SeriesQuery
        {
            Slices = [.. snapshot.SlicesOf(id).Where(s => device is null || s.Device == device)],
            Kinds = kind is null ? null : [wantedKind],
            From = start ?? Instant.Min,
            To = end ?? Instant.Max,
        };
        var unit = Words.CanonicalUnit(wanted);
        if (every is null)
        {
            IReadOnlyList<SeriesPoint> points = query.Slices.Count == 0 ? [] : await store.PointsAsync(query, wanted, cancellationToken);
            return TypedResults.Ok(new SeriesAnswer<PointAnswer>(measure, unit, points.Select(PointAnswer.From)));
        }

        IReadOnlyList<SeriesBucket> buckets = query.Slices.Count == 0
            ? [] : await store.BucketsAsync(query, wanted, span, TimeZoneInfo.FindSystemTimeZoneById(patient.TimeZone), cancellationToken);
        return TypedResults.Ok(new SeriesAnswer<BucketAnswer>(measure, unit, buckets.Select(BucketAnswer.From)));
    }
}
