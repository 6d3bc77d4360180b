using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Http;

/// <summary>Turns what an endpoint throws into problem details. What the engine throws never reaches the caller.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var (status, code, detail) = exception switch
        {
            BadHttpRequestException { InnerException: JsonException json } bad => (bad.StatusCode, ProblemCodes.Invalid, $"The body cannot be read at {json.Path ?? "$"}: there is no such member, or its value has the wrong form."),
            BadHttpRequestException bad => (bad.StatusCode, Problems.Code(bad.StatusCode), Problems.Detail(bad.StatusCode)),
            IntakeStoppedException => (StatusCodes.Status503ServiceUnavailable, ProblemCodes.IntakeStopped, "The journal takes nothing now. Nothing was changed: try again later."),
            _ => (StatusCodes.Status500InternalServerError, ProblemCodes.Internal, Problems.Detail(StatusCodes.Status500InternalServerError)),
        };
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = "5";
        }

        if (status >= 500 && exception is not IntakeStoppedException)
        {
            LogUnexpected(logger, exception, httpContext.Request.Method, (httpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText);
        }

        // The problem's body is complete here; the handler's own would lack the code.
        await Problems.Of(status, code, detail).ExecuteAsync(httpContext);
        return true;
    }

    // The route's pattern, not the address: addresses name patients.
    [LoggerMessage(EventId = 5000, Level = LogLevel.Error, Message = "{Method} {Route} failed unexpectedly.")]
    private static partial void LogUnexpected(ILogger logger, Exception exception, string method, string? route);
}
