using Rpm.Telemetry;

namespace Rpm.DeviceSim.Load;

/// <summary>The prepared packets of one connection's devices. Used by one thread.</summary>
internal interface IPacketSource
{
    /// <summary>How many different packets: one for each device, or for each group of devices in a batch.</summary>
    int Groups { get; }

    /// <summary>The packet of a group; null where its sensor says nothing at that moment.</summary>
    /// <param name="time">When the reading is taken.</param>
    /// <param name="backfill">Sent after the fact.</param>
    PacketTemplate? At(int group, Instant time, bool backfill);
}
