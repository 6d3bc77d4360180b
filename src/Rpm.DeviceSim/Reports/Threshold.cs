namespace Rpm.DeviceSim.Reports;

/// <summary>A limit that a run was held to.</summary>
/// <param name="Name">The option that set it.</param>
/// <param name="Limit">As given.</param>
/// <param name="Value">What the run reached.</param>
internal sealed record Threshold(string Name, string Limit, string Value, bool Missed);
