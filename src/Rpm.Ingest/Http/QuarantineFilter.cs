using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>Which quarantined elements are meant. All conditions hold together; null = any.</summary>
internal sealed record QuarantineFilter
{
    public RejectReason? Reason { get; init; }

    public string? Device { get; init; }

    /// <summary>Received at or after.</summary>
    public Instant? From { get; init; }

    /// <summary>Received before.</summary>
    public Instant? To { get; init; }

    /// <summary>These alone.</summary>
    public IReadOnlyList<long>? Ids { get; init; }

    /// <summary>Greater than this id: the last one of the page before.</summary>
    public long After { get; init; }

    /// <summary>At most so many; null = all.</summary>
    public int? Take { get; init; }
}
