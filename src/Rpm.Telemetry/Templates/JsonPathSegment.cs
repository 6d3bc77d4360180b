namespace Rpm.Telemetry.Templates;

/// <summary>One step of a compiled JSONPath.</summary>
internal sealed record JsonPathSegment(JsonPathSegmentKind Kind, byte[] Name, int Index, JsonPathFilter? Filter);
