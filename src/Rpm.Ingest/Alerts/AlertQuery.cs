using Rpm.Telemetry;

namespace Rpm.Ingest.Alerts;

/// <summary>Which alerts are wanted; null = any.</summary>
internal sealed record AlertQuery
{
    public string? Patient { get; init; }

    public bool? Active { get; init; }

    public bool? Acknowledged { get; init; }

    /// <summary>True: active or unacknowledged, that is, not yet done with.</summary>
    public bool? Open { get; init; }

    public Instant? RaisedFrom { get; init; }

    public Instant? RaisedTo { get; init; }

    public int Skip { get; init; }

    public int? Take { get; init; }
}
