namespace Rpm.DeviceSim.Terminal;

/// <summary>How far a command is.</summary>
/// <param name="Total">Frames to publish; null = until stopped.</param>
internal readonly record struct Progress(long Enqueued, long Acknowledged, long Refused, long? Total, long Reconnects, double? P99Milliseconds)
{
    /// <summary>Said in place of everything else.</summary>
    public string? Note { get; init; }

    /// <summary>Since the first message was due; null = since the command began.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>How long it will take; null = not known.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>Readings a second wanted now; null = no rate is wanted.</summary>
    public double? TargetRate { get; init; }

    /// <summary>Readings a second acknowledged in the last seconds, oldest first.</summary>
    public IReadOnlyList<double>? Rates { get; init; }

    /// <summary>Of the last second; so is the 99th percentile then.</summary>
    public double? P50Milliseconds { get; init; }

    /// <summary>Alerts raised.</summary>
    public long? Alerts { get; init; }

    /// <summary>Connections lost, by cause.</summary>
    public IReadOnlyDictionary<string, long>? Drops { get; init; }
}
