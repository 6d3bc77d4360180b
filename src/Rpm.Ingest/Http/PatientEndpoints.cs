using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>Patients, their own limits, and pauses of their monitoring.</summary>
internal static class PatientEndpoints
{
    /// <summary>A pause longer than this would be forgotten; it can be renewed.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromDays(31);

    public static void MapPatients(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/patients").WithTags("Registry");
        group.MapGet("", (IRegistry registry) => TypedResults.Ok(new PatientsAnswer(
            [.. registry.Current.Patients.Values.OrderBy(p => p.Id, StringComparer.Ordinal).Select(PatientAnswer.From)]))).WithSummary("All patients.");
        group.MapGet("/{id}", Get).Produces<PatientAnswer>().ProducesProblem(404).WithSummary("A patient.");
        group.MapPut("/{id}", PutAsync).Produces<PatientAnswer>().ProducesProblem(400)
            .WithSummary("Add or replace a patient. Limits and pause stay as they are.");
        group.MapDelete("/{id}", EraseAsync).Produces<ErasureAnswer>().Produces<ErasureAnswer>(202).ProducesProblem(400).ProducesProblem(404).ProducesProblem(410)
            .WithSummary("Erase a patient with everything that is kept of the patient, with a reason. It cannot be taken back. 200: every store of the engine has obeyed; 202: some will.");
        group.MapGet("/{id}/limits", Limits).Produces<LimitChangesAnswer>().ProducesProblem(404)
            .WithSummary("Every change of the patient's own limits, oldest first: who, when and why.");
        group.MapPut("/{id}/limits/{pack}/{parameter}", SetLimitAsync).Produces<PatientAnswer>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Set the patient's own limit for a pack's parameter, with unit; value null goes back to the pack's default.");
        group.MapPut("/{id}/pause", PauseAsync).Produces<PatientAnswer>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("Pause monitoring until a time, at most 31 days ahead; until null ends the pause.");
    }

    private static IResult Get(IRegistry registry, string id) =>
        registry.Current.Patients.TryGetValue(id, out var patient) ? TypedResults.Ok(PatientAnswer.From(patient))
        : registry.Current.Erased.TryGetValue(id, out var erasure) ? Gone(erasure) : Unknown(id);

    private static IResult Limits(IRegistry registry, IRegistryHistory history, string id) => registry.Current.Patients.ContainsKey(id)
        ? TypedResults.Ok(new LimitChangesAnswer(
            [.. history.ChangesOf(id).Where(c => c.Entry is LimitSet).Select(c => LimitChangeAnswer.From((LimitSet)c.Entry, c.At))]))
        : Get(registry, id);

    private static async Task<IResult> EraseAsync(
        HttpContext context, IRegistry registry, IPatientErasure erasure, string id, [FromBody] EraseBody body, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Reason))
        {
            return Problems.Invalid([new("reason", "An erasure needs a reason.")]);
        }

        var (result, complete) = await erasure.EraseAsync(id, RegistryAnswers.By(context, body.By), body.Reason.Trim(), cancellationToken);
        return RegistryAnswers.Of(result, () =>
        {
            var answer = ErasureAnswer.From(registry.Current.Erased[id], complete);
            return complete ? TypedResults.Ok(answer) : TypedResults.Accepted((string?)null, answer);
        });
    }

    private static ProblemHttpResult Gone(Erasure erasure) => Problems.Of(
        StatusCodes.Status410Gone, ProblemCodes.Erased, $"Patient {erasure.Patient} was erased at {erasure.At} by {erasure.By}: {erasure.Reason}");

    private static async Task<IResult> PutAsync(
        HttpContext context, IRegistry registry, IRegistryCommands commands, string id, PatientBody body, CancellationToken cancellationToken)
    {
        if (body.Id is not null && body.Id != id)
        {
            return Problems.Invalid("id differs from the one in the address.");
        }

        var patient = body.ToPatient(id);
        return RegistryRules.Check(patient) is { Count: > 0 } faults
            ? Problems.Invalid(faults)
            : RegistryAnswers.Of(
                await commands.PutPatientAsync(patient, RegistryAnswers.By(context, body.By), cancellationToken), () => Get(registry, id));
    }

    private static async Task<IResult> SetLimitAsync(
        HttpContext context, IRegistry registry, IRegistryCommands commands, string id, string pack, string parameter, LimitBody body, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Reason))
        {
            return Problems.Invalid([new("reason", "A patient's own limit needs a reason.")]);
        }

        var limit = new LimitSet(
            id, pack, parameter, string.IsNullOrWhiteSpace(body.Value) ? null : body.Value.Trim(), RegistryAnswers.By(context, body.By), body.Reason.Trim(), body.Prescriber);
        return registry.Current.Patients.ContainsKey(id)
            ? RegistryAnswers.Of(await commands.SetLimitAsync(limit, cancellationToken), () => Get(registry, id))
            : Unknown(id);
    }

    private static async Task<IResult> PauseAsync(
        HttpContext context, IRegistry registry, IRegistryCommands commands, TimeProvider time, string id, PauseBody body, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(body.Reason))
        {
            return Problems.Invalid([new("reason", "A pause, and its end, need a reason.")]);
        }

        if (!Times.TryParse(body.Until, "until", out var until, out var fault))
        {
            return Problems.Invalid([new("until", fault)]);
        }

        var now = Instant.From(time.GetUtcNow());
        if (until is { } end && (end <= now || end > now + LongestPause))
        {
            return Problems.Invalid([new("until", "It must lie ahead, by 31 days at most.")]);
        }

        var pause = new MonitoringPaused(id, until, body.Reason.Trim(), RegistryAnswers.By(context, body.By));
        return registry.Current.Patients.ContainsKey(id)
            ? RegistryAnswers.Of(await commands.PauseAsync(pause, cancellationToken), () => Get(registry, id))
            : Unknown(id);
    }

    private static ProblemHttpResult Unknown(string id) =>
        Problems.Of(StatusCodes.Status404NotFound, ProblemCodes.UnknownPatient, $"There is no patient {id}.");
}
