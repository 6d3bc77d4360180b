using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>A committed reading as the monitor sees it. Pass it by reference: it is one block of memory.</summary>
public struct JudgedReading
{
    /// <summary>Place in the journal; alert ids are derived from it.</summary>
    public long Position;

    /// <summary>When its frame arrived: lateness is measured against this and never against the time of processing.</summary>
    public Instant Received;

    /// <summary>0, 1, 2… among different readings of one device, kind and millisecond.</summary>
    public byte Ordinal;

    public Reading Reading;
}
