using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Rpm.Ingest.Http;

/// <summary>Errors as RFC 9457 problem details. <c>code</c> is what programs branch on; <c>detail</c> is for people and may change.</summary>
internal static class Problems
{
    public static ProblemHttpResult Of(int status, string code, string detail, IReadOnlyDictionary<string, object?>? more = null)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail, Title = Title(status) };
        problem.Extensions["code"] = code;
        foreach (var (name, value) in more ?? new Dictionary<string, object?>())
        {
            problem.Extensions[name] = value;
        }

        return TypedResults.Problem(problem);
    }

    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, ProblemCodes.NotFound, detail);

    public static ProblemHttpResult Invalid(string detail) => Of(StatusCodes.Status400BadRequest, ProblemCodes.Invalid, detail);

    /// <summary>400 with every fault of the body, each with the member it is about.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyList<Registry.RegistryFault> faults) => Of(
        StatusCodes.Status400BadRequest, ProblemCodes.Invalid, string.Join(" ", faults.Select(f => $"{f.Member}: {f.Message}")),
        new Dictionary<string, object?> { ["errors"] = faults.Select(f => new { member = f.Member, message = f.Message }) });

    /// <summary>The code of a status that the framework answered by itself.</summary>
    public static string Code(int status) => status switch
    {
        StatusCodes.Status400BadRequest => ProblemCodes.Invalid,
        StatusCodes.Status401Unauthorized => ProblemCodes.Unauthorized,
        StatusCodes.Status403Forbidden => ProblemCodes.Forbidden,
        StatusCodes.Status404NotFound => ProblemCodes.NotFound,
        StatusCodes.Status405MethodNotAllowed => ProblemCodes.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ProblemCodes.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => ProblemCodes.UnsupportedMediaType,
        StatusCodes.Status429TooManyRequests => ProblemCodes.RateLimited,
        StatusCodes.Status503ServiceUnavailable => ProblemCodes.IntakeStopped,
        _ => status >= 500 ? ProblemCodes.Internal : ProblemCodes.Invalid,
    };

    /// <summary>What the framework's own answers (401, 404, 405, an unreadable body, a crash) say.</summary>
    public static string Detail(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Send \"Authorization: Bearer …\" with a token, or sign in on the page.",
        StatusCodes.Status403Forbidden => "This token may not do that.",
        StatusCodes.Status404NotFound => "There is nothing at this address.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take that method.",
        StatusCodes.Status415UnsupportedMediaType => "Send application/json.",
        StatusCodes.Status500InternalServerError => "Something unexpected went wrong; the log has it.",
        _ => "The request cannot be used.",
    };

    private static string Title(int status) => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status);
}
