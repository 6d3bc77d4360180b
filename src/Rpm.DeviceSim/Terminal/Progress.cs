namespace Rpm.DeviceSim.Terminal;

/// <summary>How far a command is.</summary>
/// <param name="Total">Frames to publish; null = until stopped.</param>
internal readonly record struct Progress(long Enqueued, long Acknowledged, long Refused, long? Total, long Reconnects, double? P99Milliseconds);
