using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>Which stored readings are wanted. All conditions hold together; slices are alternatives.</summary>
internal sealed record SeriesQuery
{
    /// <summary>Whose readings; null = all devices (an operator's query).</summary>
    public IReadOnlyList<SeriesSlice>? Slices { get; init; }

    /// <summary>Null = every kind.</summary>
    public IReadOnlyList<Kind>? Kinds { get; init; }

    /// <summary>Inclusive.</summary>
    public Instant From { get; init; } = Instant.Min;

    /// <summary>Exclusive.</summary>
    public Instant To { get; init; } = Instant.Max;

    /// <summary>Committed or withdrawn at or after; for FHIR <c>_lastUpdated</c>.</summary>
    public Instant? UpdatedFrom { get; init; }

    /// <summary>Newest first instead of oldest first. Ties are ordered by device, kind and ordinal.</summary>
    public bool Descending { get; init; }

    public int Skip { get; init; }

    /// <summary>Null = all.</summary>
    public int? Take { get; init; }

    /// <summary>Whether withdrawn readings are wanted too (marked).</summary>
    public bool IncludeWithdrawn { get; init; }
}
