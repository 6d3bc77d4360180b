using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Rpm.Dashboard.Layout;
using Rpm.Ingest.Http;
using Rpm.Ingest.Settings;

namespace Rpm.Ingest.Security;

/// <summary>Authentication by bearer token or by the page's cookie; every endpoint that does not say otherwise asks for the admin.</summary>
internal static class RpmSecurity
{
    public const string CookieScheme = CookieAuthenticationDefaults.AuthenticationScheme;

    public const string CookieName = "rpm-session";

    private const string FingerprintClaim = "rpm:admin-token";

    private const string Either = "RpmEither";

    public static IServiceCollection AddRpmSecurity(this IServiceCollection services, RpmOptions options, AccessTokens tokens)
    {
        services.AddSingleton(tokens);
        services.AddSingleton<SignInTickets>();
        services.AddDataProtection()
            .SetApplicationName("rpm")
            .PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(options.DataDirectory, "keys")));
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, o => o.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey("Authorization") ? TokenAuthentication.SchemeName : CookieScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddCookie(CookieScheme, o => Cookie(o, options, tokens));
        services.AddAuthorizationBuilder()
            .AddPolicy(AccessPolicies.Admin, p => p.RequireRole(nameof(AccessRole.Admin)))
            .AddPolicy(AccessPolicies.Ingest, p => p.RequireRole(nameof(AccessRole.Admin), nameof(AccessRole.Ingest)))
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireRole(nameof(AccessRole.Admin)).Build())
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireRole(nameof(AccessRole.Admin)).Build());
        return services;
    }

    /// <summary>The session that a sign-in gives: the admin's, for as long as the admin token stays the same.</summary>
    /// <param name="person">Who says that they sit in front of the page; null where they have not said.</param>
    public static ClaimsPrincipal Session(AccessTokens tokens, string? person = null)
    {
        var fingerprint = new Claim(FingerprintClaim, tokens.Fingerprint);
        return person is null
            ? TokenAuthentication.Principal(AccessRole.Admin, CookieScheme, fingerprint)
            : TokenAuthentication.Principal(AccessRole.Admin, CookieScheme, fingerprint, new Claim(Person.Claim, person));
    }

    private static void Cookie(CookieAuthenticationOptions cookie, RpmOptions options, AccessTokens tokens)
    {
        cookie.Cookie.Name = CookieName;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Strict;
        cookie.Cookie.SecurePolicy = options.Http.Tls.Enabled ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
        cookie.SlidingExpiration = true;
        cookie.Events.OnRedirectToLogin = context => SignInPage.IsAskedFor(context.HttpContext)
            ? SignInPage.Of(null, StatusCodes.Status401Unauthorized).ExecuteAsync(context.HttpContext)
            : Answer(context.Response, StatusCodes.Status401Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = context => Answer(context.Response, StatusCodes.Status403Forbidden);
        cookie.Events.OnValidatePrincipal = context =>
        {
            if (context.Principal?.FindFirstValue(FingerprintClaim) != tokens.Fingerprint)
            {
                context.RejectPrincipal();
            }

            return Task.CompletedTask;
        };
    }

    private static Task Answer(HttpResponse response, int status)
    {
        response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"rpm\"";
        }

        return Task.CompletedTask;
    }
}
