using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>What an Observation says beyond the reading itself.</summary>
internal readonly record struct ObservationContext
{
    public required Instant Received { get; init; }

    public required byte Ordinal { get; init; }

    /// <summary>Literal reference of the patient; null where the reading belongs to nobody (any more): it is then entered in error.</summary>
    public required string? Subject { get; init; }

    /// <summary>Literal reference of the device.</summary>
    public required string Device { get; init; }

    public Withdrawal? Withdrawal { get; init; }

    /// <summary>Whether this server's own id, version and time of change are written; an outside server gives its own.</summary>
    public bool Own { get; init; }

    /// <summary>When the resource last changed.</summary>
    public Instant Updated => Withdrawal is { } w ? (w.At > Received ? w.At : Received) : Received;

    /// <summary>FHIR's word: a withdrawn reading, or one that is nobody's, stays readable as entered in error.</summary>
    public bool InError => Withdrawal is not null || Subject is null;
}
