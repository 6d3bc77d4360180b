using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Rpm.Dashboard.Layout;
using Rpm.Ingest.Security;
using Rpm.Ingest.Settings;

namespace Rpm.Ingest.Http;

/// <summary>How a person gets the page's session: by the link that the console shows, or by the admin token.</summary>
internal static class SignInEndpoints
{
    public const string Path = "/sign-in";

    private const long MaxForm = 4096;

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, GetAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(Path, PostAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(Person.Address, NameAsync).ExcludeFromDescription();
        routes.MapPost("/sign-out", async (HttpContext context) =>
        {
            await context.SignOutAsync(RpmSecurity.CookieScheme);
            return Results.LocalRedirect("~/", preserveMethod: false);
        }).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>The link for the console. Good once, for an hour.</summary>
    public static string Link(SignInTickets tickets, HttpOptions http, int port)
    {
        var host = http.Host is "*" or "0.0.0.0" or "[::]" or "::" ? "localhost" : http.Host.Contains(':', StringComparison.Ordinal) ? $"[{http.Host.Trim('[', ']')}]" : http.Host;
        return string.Create(CultureInfo.InvariantCulture, $"{(http.Tls.Enabled ? "https" : "http")}://{host}:{port}{Path}?token={tickets.Issue()}");
    }

    private static async Task<IResult> GetAsync(HttpContext context, SignInTickets tickets, AccessTokens tokens, string? token)
    {
        if (token is null)
        {
            return SignInPage.Of(null, StatusCodes.Status200OK);
        }

        return tickets.Redeem(token)
            ? await EnterAsync(context, tokens)
            : SignInPage.Of("This link was used already, or is older than an hour.", StatusCodes.Status401Unauthorized);
    }

    private static async Task<IResult> PostAsync(HttpContext context, AccessTokens tokens)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MaxForm)
        {
            return SignInPage.Of("Send the form.", StatusCodes.Status400BadRequest);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return tokens.Match(form["token"].ToString().Trim()) == AccessRole.Admin
            ? await EnterAsync(context, tokens)
            : SignInPage.Of("This is not the admin token.", StatusCodes.Status401Unauthorized);
    }

    /// <summary>Takes the name under which actions will stand, and leads back to where it was given.</summary>
    private static async Task<IResult> NameAsync(HttpContext context, AccessTokens tokens)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > MaxForm)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, ProblemCodes.Invalid, "Send the form.");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (person, back) = (form["person"].ToString().Trim(), form["back"].ToString());
        if (person.Length is 0 or > Person.MostCharacters || person.Any(char.IsControl))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, ProblemCodes.Invalid, $"A name has 1 to {Person.MostCharacters} characters.");
        }

        await context.SignInAsync(RpmSecurity.CookieScheme, RpmSecurity.Session(tokens, person));
        // Only to a page of ours.
        return back.StartsWith('/') && !back.StartsWith("//", StringComparison.Ordinal) && !back.Contains('\\', StringComparison.Ordinal)
            ? Results.LocalRedirect(back, preserveMethod: false)
            : Results.LocalRedirect("~/", preserveMethod: false);
    }

    private static async Task<IResult> EnterAsync(HttpContext context, AccessTokens tokens)
    {
        await context.SignInAsync(RpmSecurity.CookieScheme, RpmSecurity.Session(tokens));
        return Results.LocalRedirect("~/", preserveMethod: false);
    }
}
