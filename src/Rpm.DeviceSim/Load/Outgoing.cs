using Rpm.Telemetry;

namespace Rpm.DeviceSim.Load;

/// <summary>A message with everything that makes it: written again it has the same bytes.</summary>
/// <param name="Scheduled">When it was due, as a timestamp of the clock; latency counts from here.</param>
internal readonly record struct Outgoing(PacketTemplate Template, Instant Time, ulong Id, long Scheduled);
