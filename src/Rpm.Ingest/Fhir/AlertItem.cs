using System.Text.Json;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>A resource made of an alert, with what a search can ask of it.</summary>
/// <param name="Date">When it was authored or sent.</param>
/// <param name="Code">System and code; null where the type has none.</param>
/// <param name="Category">System and code; null where the type has none.</param>
internal sealed record AlertItem(
    string Id, string Version, Instant Updated, Instant Date, string Status, (string System, string Value) Identifier,
    (string System, string Code)? Code, (string System, string Code)? Category, Action<Utf8JsonWriter> Write);
