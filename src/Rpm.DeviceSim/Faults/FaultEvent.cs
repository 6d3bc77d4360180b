namespace Rpm.DeviceSim.Faults;

/// <summary>A fault that befalls connections at a time.</summary>
/// <param name="At">Since the start of the run.</param>
/// <param name="Connections">Their numbers.</param>
internal sealed record FaultEvent(TimeSpan At, Fault Fault, IReadOnlyList<int> Connections);
