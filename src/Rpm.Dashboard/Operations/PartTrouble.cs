namespace Rpm.Dashboard.Operations;

/// <summary>A part that is not well, and why.</summary>
public sealed record PartTrouble(string Name, string Reason);
