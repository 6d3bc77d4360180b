using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Rpm.Ingest.Security;

/// <summary>Who presents <c>Authorization: Bearer …</c> with one of the <see cref="AccessTokens"/> is let in.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        return Task.FromResult(tokens.Match(header[Prefix.Length..].Trim()) is { } role
            ? AuthenticateResult.Success(new AuthenticationTicket(Principal(role, SchemeName), SchemeName))
            : AuthenticateResult.Fail("Unknown token."));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer realm=\"rpm\"";
        return Task.CompletedTask;
    }

    /// <summary>A caller with this role.</summary>
    public static ClaimsPrincipal Principal(AccessRole role, string scheme, params ReadOnlySpan<Claim> more) =>
        new(new ClaimsIdentity(
            [new Claim(ClaimTypes.Name, role == AccessRole.Admin ? "admin" : "ingest"), new Claim(ClaimTypes.Role, role.ToString()), .. more], scheme));
}
