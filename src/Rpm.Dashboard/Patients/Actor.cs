using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace Rpm.Dashboard.Patients;

/// <summary>Under which name a change stands in the histories: the person in front of the page, else whose sign-in it is.</summary>
internal static class Actor
{
    private const string PersonClaim = "rpm:person";

    public static async Task<string> NameAsync(AuthenticationStateProvider authentication)
    {
        ClaimsPrincipal user = (await authentication.GetAuthenticationStateAsync()).User;
        return user.FindFirst(PersonClaim)?.Value ?? user.Identity?.Name ?? "unknown";
    }
}
