namespace Rpm.DeviceSim.Publishing;

/// <summary>What a publisher did so far. <c>Enqueued = Acknowledged + Refused + Unacknowledged</c>.</summary>
/// <param name="Resent">Frames sent again after a connection was lost or the receiver asked to wait.</param>
/// <param name="Connects">Connections made; the first one included.</param>
/// <param name="Reasons">PUBACKs by reason code, repetitions included.</param>
/// <param name="Drops">Connections lost or refused, by cause.</param>
public sealed record PublisherCounts(
    long Enqueued,
    long Acknowledged,
    long Refused,
    long Unacknowledged,
    long Resent,
    long Connects,
    IReadOnlyDictionary<byte, long> Reasons,
    IReadOnlyDictionary<string, long> Drops);
