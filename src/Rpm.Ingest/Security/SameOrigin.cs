using Rpm.Ingest.Http;

namespace Rpm.Ingest.Security;

/// <summary>
/// A browser sends the session's cookie by itself, so a request that changes something and brings no token must prove that
/// a page of ours made it: by <c>Sec-Fetch-Site</c> or by <c>Origin</c>. SameSite=Strict is the other half of this.
/// </summary>
internal static class SameOrigin
{
    public static IApplicationBuilder UseSameOrigin(this IApplicationBuilder app) => app.Use((context, next) =>
        Allows(context.Request)
            ? next(context)
            : Problems.Of(StatusCodes.Status403Forbidden, ProblemCodes.CrossSite, "The request comes from another site.").ExecuteAsync(context));

    /// <summary>Whether the request is safe, carries its own token, or was made by a page of ours.</summary>
    public static bool Allows(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || request.Headers.ContainsKey("Authorization"))
        {
            return true;
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0)
        {
            return site == "same-origin";
        }

        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            ? string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            : !request.Cookies.ContainsKey(RpmSecurity.CookieName);
    }
}
