namespace Rpm.DeviceSim.Load;

/// <summary>A message that is due.</summary>
/// <param name="After">Since the start of the run; latency counts from here.</param>
/// <param name="Group">Whose readings: a place in the <see cref="IPacketSource"/>.</param>
/// <param name="Number">Its number on the connection, from 0.</param>
internal readonly record struct Due(TimeSpan After, int Group, long Number);
