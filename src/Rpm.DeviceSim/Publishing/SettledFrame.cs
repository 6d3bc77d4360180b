namespace Rpm.DeviceSim.Publishing;

/// <summary>A frame that needs no further sending.</summary>
/// <param name="Sequence">Its place in the order of enqueuing, from 0.</param>
/// <param name="Attempts">How often it was sent.</param>
/// <param name="Latency">From <see cref="PublishFrame.Scheduled"/> to the PUBACK.</param>
/// <param name="ReasonCode">The PUBACK's reason code (0x00 success, 0x10 no matching subscribers, 0x80 and above errors).</param>
public readonly record struct SettledFrame(
    PublishFrame Frame, long Sequence, PublishOutcome Outcome, byte ReasonCode, int Attempts, TimeSpan Latency);
