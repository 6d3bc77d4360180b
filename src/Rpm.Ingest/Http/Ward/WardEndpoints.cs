using Rpm.Ingest.Security;

namespace Rpm.Ingest.Http.Ward;

/// <summary>The page at <c>/</c>: a live list of patients. Complete without a script; the script only keeps it fresh.</summary>
internal static class WardEndpoints
{
    public static void MapWard(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", async (HttpContext context, IWardView view) =>
            context.User.IsInRole(nameof(AccessRole.Admin))
                ? WardPages.Ward(await view.ReadAsync(context.RequestAborted))
                : SignInPage.Of(null, StatusCodes.Status401Unauthorized)).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/assets/ward.css", (WardAssets assets) => TypedResults.Bytes(assets.Style, "text/css; charset=utf-8")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/assets/ward.js", (WardAssets assets) => TypedResults.Bytes(assets.Script, "text/javascript; charset=utf-8")).AllowAnonymous().ExcludeFromDescription();
    }
}
