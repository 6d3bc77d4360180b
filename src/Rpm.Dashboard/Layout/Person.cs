using System.Security.Claims;

namespace Rpm.Dashboard.Layout;

/// <summary>Who sits in front of the page: the name under which their actions stand in histories. One session may be several people's, one after the other.</summary>
public static class Person
{
    /// <summary>The claim that holds the name.</summary>
    public const string Claim = "rpm:person";

    /// <summary>Where the name is posted to.</summary>
    public const string Address = "/person";

    /// <summary>Longest name, in characters.</summary>
    public const int MostCharacters = 200;

    /// <summary>The name; null where they have not said.</summary>
    public static string? Of(ClaimsPrincipal? user) => user?.FindFirst(Claim)?.Value;
}
