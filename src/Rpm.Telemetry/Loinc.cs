namespace Rpm.Telemetry;

/// <summary>A LOINC code with its display (system <c>http://loinc.org</c>).</summary>
public sealed record Loinc(string Code, string Display);
