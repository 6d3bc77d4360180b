using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Rpm.Dashboard.Layout;

namespace Rpm.Dashboard.Patients;

/// <summary>Under which name a change stands in the histories: the person in front of the page, else whose sign-in it is.</summary>
internal static class Actor
{
    public static async Task<string> NameAsync(AuthenticationStateProvider authentication)
    {
        ClaimsPrincipal user = (await authentication.GetAuthenticationStateAsync()).User;
        return Person.Of(user) ?? user.Identity?.Name ?? "unknown";
    }
}
