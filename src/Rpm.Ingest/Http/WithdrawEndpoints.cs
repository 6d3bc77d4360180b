using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>
/// <c>POST /api/v1/readings/withdraw</c>: a stored reading that is wrong. It stays readable as entered-in-error and is used by nothing.
/// </summary>
internal static class WithdrawEndpoints
{
    public static void MapWithdraw(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/readings/withdraw", PostAsync)
            .Produces<WithdrawAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithTags("Readings")
            .WithSummary("Withdraw a stored reading, by device and id or by device, kind and time (and ordinal), with a reason.");

    private static async Task<IResult> PostAsync(
        HttpContext context, ISeriesStore store, IRegistry registry, IRegistryCommands commands, WithdrawBody body, CancellationToken cancellationToken)
    {
        var faults = new List<RegistryFault>();
        if (string.IsNullOrEmpty(body.Device))
        {
            faults.Add(new("device", "It is missing."));
        }

        if (string.IsNullOrWhiteSpace(body.Reason))
        {
            faults.Add(new("reason", "It is missing."));
        }

        var kind = default(Kind);
        if (body.Kind is not null && !Words.TryKind(body.Kind, out kind))
        {
            faults.Add(new("kind", $"It must be one of {string.Join(", ", Words.AllKinds)}."));
        }

        if (!Times.TryParse(body.Time, "time", out var time, out var fault))
        {
            faults.Add(new("time", fault));
        }

        if (body.Id is null && (body.Kind is null || body.Time is null))
        {
            faults.Add(new("id", "Name the reading by id, or by kind and time."));
        }

        if (faults.Count > 0)
        {
            return Problems.Invalid(faults);
        }

        var found = body.Id is { } id
            ? await store.FindByIdAsync(body.Device!, id, cancellationToken)
            : await store.FindAsync(body.Device!, kind, time!.Value, body.Ordinal ?? 0, cancellationToken) is { } one ? [one] : [];
        StoredReading[] matching = [.. found.Where(r =>
            (body.Kind is null || r.Reading.Kind == kind) && (time is null || r.Reading.Time == time) && (body.Ordinal is null || r.Ordinal == body.Ordinal))];
        return matching switch
        {
            [] => Problems.NotFound("There is no such reading. One that was committed a moment ago can be withdrawn a second later."),
            [var stored] when stored.Withdrawal is not null => Problems.Of(StatusCodes.Status409Conflict, ProblemCodes.Conflict, "The reading is withdrawn already."),
            [var stored] => await WithdrawAsync(context, registry, commands, stored, body, cancellationToken),
            _ => Problems.Of(
                StatusCodes.Status409Conflict, ProblemCodes.Conflict, "Several readings carried this id: add kind, time and ordinal.",
                new Dictionary<string, object?> { ["candidates"] = matching.Select(Candidate) }),
        };
    }

    private static async Task<IResult> WithdrawAsync(
        HttpContext context, IRegistry registry, IRegistryCommands commands, StoredReading stored, WithdrawBody body, CancellationToken cancellationToken)
    {
        var reading = stored.Reading;
        var patient = registry.Current.Attribute(reading.Device, reading.User, reading.Time)?.Patient ?? "";
        var withdrawal = new ReadingWithdrawn(
            reading.Device, reading.Kind, reading.Time, stored.Ordinal, patient, body.Reason!.Trim(), RegistryAnswers.By(context, body.By));
        return RegistryAnswers.Of(await commands.WithdrawAsync(withdrawal, cancellationToken), () => TypedResults.Ok(Candidate(stored)));
    }

    private static WithdrawAnswer Candidate(StoredReading stored) =>
        new(stored.Reading.Device, Words.Of(stored.Reading.Kind), stored.Reading.Time.ToDateTimeOffset(), stored.Ordinal);
}
