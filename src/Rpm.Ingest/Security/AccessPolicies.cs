namespace Rpm.Ingest.Security;

/// <summary>Names of the authorization policies. Endpoints that name none ask for <see cref="Admin"/>.</summary>
internal static class AccessPolicies
{
    public const string Admin = "Admin";

    public const string Ingest = "Ingest";
}
