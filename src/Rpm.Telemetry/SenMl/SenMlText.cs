namespace Rpm.Telemetry.SenMl;

/// <summary>Where a text stands in a pack.</summary>
internal readonly record struct SenMlText(int Start, int Length, bool Escaped = false);
