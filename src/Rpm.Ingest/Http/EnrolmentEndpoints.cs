using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>Who wore which device when. Correctable afterwards: stored readings move to whom they belong then.</summary>
internal static class EnrolmentEndpoints
{
    public static void MapEnrolments(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/enrolments").WithTags("Registry");
        group.MapGet("", List).WithSummary("Enrolments, of a patient or a device where given, oldest first.");
        group.MapGet("/{id}", Get).Produces<EnrolmentAnswer>().ProducesProblem(404).WithSummary("An enrolment.");
        group.MapPost("", PostAsync).Produces<EnrolmentAnswer>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Enrol a patient with a device over [from, to); an absent end is open. 409 where another enrolment claims the same readings.");
        group.MapPut("/{id}", PutAsync).Produces<EnrolmentAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Correct an enrolment, with a reason.");
        group.MapPost("/{id}/end", EndAsync).Produces<EnrolmentAnswer>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("End an enrolment at a time (absent: now), with a reason.");
    }

    private static Microsoft.AspNetCore.Http.HttpResults.Ok<EnrolmentsAnswer> List(IRegistry registry, string? patient, string? device)
    {
        var enrolments = registry.Current.Enrolments.Values
            .Where(e => (patient is null || e.Patient == patient) && (device is null || e.Device == device))
            .OrderBy(e => e.From).ThenBy(e => e.Id, StringComparer.Ordinal);
        return TypedResults.Ok(new EnrolmentsAnswer([.. enrolments.Select(EnrolmentAnswer.Of)]));
    }

    private static IResult Get(IRegistry registry, string id) =>
        registry.Current.Enrolments.TryGetValue(id, out var enrolment)
            ? TypedResults.Ok(EnrolmentAnswer.Of(enrolment))
            : Problems.NotFound($"There is no enrolment {id}.");

    private static async Task<IResult> PostAsync(
        HttpContext context, IRegistry registry, IRegistryCommands commands, EnrolmentBody body, CancellationToken cancellationToken)
    {
        var id = body.Id ?? Guid.CreateVersion7().ToString("N");
        if (registry.Current.Enrolments.ContainsKey(id))
        {
            return Problems.Of(StatusCodes.Status409Conflict, ProblemCodes.Conflict, $"There is an enrolment {id} already. Correct it with PUT.");
        }

        return body.TryToEnrolment(id, out var enrolment, out var faults)
            ? RegistryAnswers.Of(
                await commands.PutEnrolmentAsync(enrolment, RegistryAnswers.By(context, body.By), null, cancellationToken),
                () => TypedResults.Created($"/api/v1/enrolments/{id}", EnrolmentAnswer.Of(enrolment)))
            : Problems.Invalid(faults);
    }

    private static async Task<IResult> PutAsync(
        HttpContext context, IRegistry registry, IRegistryCommands commands, string id, EnrolmentBody body, CancellationToken cancellationToken)
    {
        if (body.Id is not null && body.Id != id)
        {
            return Problems.Invalid("id differs from the one in the address.");
        }

        var isCorrection = registry.Current.Enrolments.ContainsKey(id);
        if (isCorrection && string.IsNullOrWhiteSpace(body.Reason))
        {
            return Problems.Invalid([new("reason", "A correction needs a reason.")]);
        }

        return body.TryToEnrolment(id, out var enrolment, out var faults)
            ? RegistryAnswers.Of(
                await commands.PutEnrolmentAsync(enrolment, RegistryAnswers.By(context, body.By), isCorrection ? body.Reason : null, cancellationToken),
                () => TypedResults.Ok(EnrolmentAnswer.Of(enrolment)))
            : Problems.Invalid(faults);
    }

    private static async Task<IResult> EndAsync(
        HttpContext context, IRegistry registry, IRegistryCommands commands, TimeProvider time, string id, EndBody body, CancellationToken cancellationToken)
    {
        if (!registry.Current.Enrolments.TryGetValue(id, out var enrolment))
        {
            return Problems.NotFound($"There is no enrolment {id}.");
        }

        if (string.IsNullOrWhiteSpace(body.Reason))
        {
            return Problems.Invalid([new("reason", "Ending an enrolment needs a reason.")]);
        }

        if (!Times.TryParse(body.At, "at", out var at, out var fault))
        {
            return Problems.Invalid([new("at", fault)]);
        }

        var ended = enrolment with { To = at ?? Instant.From(time.GetUtcNow()) };
        return RegistryAnswers.Of(
            await commands.PutEnrolmentAsync(ended, RegistryAnswers.By(context, body.By), body.Reason, cancellationToken),
            () => TypedResults.Ok(EnrolmentAnswer.Of(ended)));
    }
}
