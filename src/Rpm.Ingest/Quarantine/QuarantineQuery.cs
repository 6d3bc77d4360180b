using Rpm.Telemetry;

namespace Rpm.Ingest.Quarantine;

/// <summary>Which quarantined elements are wanted; null = any.</summary>
internal sealed record QuarantineQuery
{
    public RejectReason? Reason { get; init; }

    public string? Device { get; init; }

    public string? Client { get; init; }

    public Instant? From { get; init; }

    public Instant? To { get; init; }

    /// <summary>Only behind this entry, for paging.</summary>
    public long After { get; init; }

    public int Take { get; init; } = 100;
}
