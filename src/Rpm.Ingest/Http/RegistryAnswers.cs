using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Http;

/// <summary>How a registry command's result is answered.</summary>
internal static class RegistryAnswers
{
    /// <summary><paramref name="done"/>, or the problem that the result stands for.</summary>
    public static IResult Of(RegistryResult result, Func<IResult> done) => result.Outcome switch
    {
        RegistryOutcome.Done => done(),
        RegistryOutcome.Invalid => Problems.Invalid(result.Faults),
        RegistryOutcome.UnknownPatient => Problems.Of(StatusCodes.Status404NotFound, ProblemCodes.UnknownPatient, result.Detail),
        RegistryOutcome.Erased => Problems.Of(StatusCodes.Status410Gone, ProblemCodes.Erased, result.Detail),
        RegistryOutcome.UnknownDevice => Problems.Of(StatusCodes.Status404NotFound, ProblemCodes.UnknownDevice, result.Detail),
        RegistryOutcome.Overlap => Problems.Of(StatusCodes.Status409Conflict, ProblemCodes.Overlap, result.Detail),
        RegistryOutcome.UnknownParameter => Problems.Of(StatusCodes.Status404NotFound, ProblemCodes.UnknownParameter, result.Detail),
        _ => Problems.Of(StatusCodes.Status409Conflict, ProblemCodes.Conflict, result.Detail),
    };

    /// <summary>Who is named as the doer: the body's word, else whose token it was.</summary>
    public static string By(HttpContext context, string? by) =>
        string.IsNullOrWhiteSpace(by) ? context.User.Identity?.Name ?? "unknown" : by.Trim();
}
