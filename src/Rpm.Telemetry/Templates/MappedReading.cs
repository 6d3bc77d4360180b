namespace Rpm.Telemetry.Templates;

/// <summary>A reading that a template made, before parts are put together and it is judged.</summary>
internal struct MappedReading
{
    public Reading Reading;
    public MappingTemplate Template;

    /// <summary>Why it cannot be a reading.</summary>
    public RejectReason Reason;

    public string? Detail;

    /// <summary>Of the correlation id; zero where there is none.</summary>
    public ulong Correlation;

    /// <summary>Measures left out for a value that was not one, a bit for each.</summary>
    public uint Dropped;

    /// <summary>What it completes in another message; null where it stands for itself.</summary>
    public ReadingPart? Part;

    /// <summary>Its values have completed another reading.</summary>
    public bool IsMerged;
}
