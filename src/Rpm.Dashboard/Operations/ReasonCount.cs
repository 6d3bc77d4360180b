namespace Rpm.Dashboard.Operations;

/// <summary>So many are in quarantine for a reason.</summary>
public sealed record ReasonCount(string Reason, long Count);
