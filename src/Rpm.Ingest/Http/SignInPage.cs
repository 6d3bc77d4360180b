using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components.Endpoints;
using Rpm.Dashboard;

namespace Rpm.Ingest.Http;

/// <summary>The one page that everybody may see. Plain HTML: it needs no connection and shows nothing of the ward.</summary>
internal static class SignInPage
{
    /// <summary>Whether the caller wants one of the pages, and so is to be asked to sign in rather than told a status.</summary>
    public static bool IsAskedFor(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<RootComponentMetadata>() is not null && HttpMethods.IsGet(context.Request.Method);

    /// <summary>Asks for the admin token.</summary>
    /// <param name="problem">Why the last attempt did not do; null at first.</param>
    public static IResult Of(string? problem, int status)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><title>Sign in - Rpm</title><link rel=\"icon\" href=\"{DashboardExtensions.Assets}/icon.svg\" type=\"image/svg+xml\"><link rel=\"stylesheet\" href=\"{DashboardExtensions.Assets}/dashboard.css\"></head>")
            .Append("<body><header class=\"shell\"><a class=\"brand\" href=\"/\">Rpm</a></header><main class=\"sign-in\"><h1>Sign in</h1>");
        if (problem is not null)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p role=\"alert\">{HtmlEncoder.Default.Encode(problem)}</p>");
        }

        html.Append("<p>Open the link that Rpm showed on its console when it started, or give the admin token: it is in the file <code>admin-token</code> of the data directory.</p>")
            .Append("<form method=\"post\" action=\"/sign-in\"><label for=\"token\">Admin token</label> <input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"current-password\" required> <button>Sign in</button></form></main>")
            .Append("<footer>Rpm is not a certified medical device. Do not rely on it alone where minutes count.</footer></body></html>");
        return Results.Content(html.ToString(), "text/html; charset=utf-8", Encoding.UTF8, status);
    }
}
