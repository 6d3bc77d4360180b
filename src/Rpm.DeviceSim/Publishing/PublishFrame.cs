namespace Rpm.DeviceSim.Publishing;

/// <summary>One publish: a topic and its payload.</summary>
/// <param name="Topic">The whole topic, prefix included.</param>
/// <param name="Payload">The bytes; not changed and not copied until the frame is settled.</param>
/// <param name="Readings">How many readings the payload counts as.</param>
/// <param name="Scheduled">
/// When it was due, as <see cref="TimeProvider.GetTimestamp"/>; 0 = when it is enqueued. Latency counts from here, so that
/// waiting in the sender is not hidden.
/// </param>
public sealed record PublishFrame(string Topic, ReadOnlyMemory<byte> Payload, int Readings = 1, long Scheduled = 0);
