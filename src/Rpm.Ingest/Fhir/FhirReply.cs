using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rpm.Ingest.Fhir;

/// <summary>What an outside FHIR server answered: never a reason to come back later, that is an exception.</summary>
/// <param name="Json">The body; null where there was none, or it was no JSON object.</param>
/// <param name="Location">Address of a created or matched resource.</param>
internal sealed record FhirReply(int Status, JsonObject? Json, string? Location)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The server's own words of an error.</summary>
    public string Words
    {
        get
        {
            using var document = Json is null ? null : JsonDocument.Parse(Json.ToJsonString());
            return $"{Status} {OperationOutcomes.Words(document?.RootElement)}".TrimEnd();
        }
    }

    /// <summary><c>Type/id</c> of the resource that was created or matched; null where the server did not say.</summary>
    public string? Reference(string type)
    {
        if (Location is not null && ReferenceIn(Location, type) is { } reference)
        {
            return reference;
        }

        return (string?)Json?["resourceType"] == type && (string?)Json["id"] is { } id ? $"{type}/{id}" : null;
    }

    public static string? ReferenceIn(string location, string type)
    {
        var parts = location.Split('/');
        var at = Array.LastIndexOf(parts, type);
        return at >= 0 && at + 1 < parts.Length && FhirIds.IsValid(parts[at + 1]) ? $"{type}/{parts[at + 1]}" : null;
    }
}
