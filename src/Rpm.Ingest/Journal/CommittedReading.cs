using Rpm.Telemetry;

namespace Rpm.Ingest.Journal;

/// <summary>A reading as the journal holds it.</summary>
internal struct CommittedReading
{
    /// <summary>Place in the journal: 1, 2, 3… over all entries, never reused.</summary>
    public long Position;

    /// <summary>When the frame that carried it arrived.</summary>
    public Instant Received;

    /// <summary>Whom it was attributed to when it was committed. A later correction comes as an entry of its own.</summary>
    public string Patient;

    /// <summary>0, 1, 2… among different readings of one device, kind and millisecond.</summary>
    public byte Ordinal;

    public Reading Reading;
}
