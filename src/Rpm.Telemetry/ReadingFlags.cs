namespace Rpm.Telemetry;

/// <summary>How a reading came about. The bits are stored: never reuse one.</summary>
[Flags]
public enum ReadingFlags : byte
{
    None = 0,
    /// <summary>Typed in by a person: stored and marked, not a billing day.</summary>
    Manual = 1 << 0,
    /// <summary>Sent after the fact from the device's memory; information only, it suppresses nothing.</summary>
    Backfill = 1 << 1,
    /// <summary>Simulated or test: marked HTEST in FHIR, never notified or reported.</summary>
    Test = 1 << 2,
    /// <summary>At least one implausible optional member was dropped.</summary>
    MemberDropped = 1 << 3,
    /// <summary><see cref="Reading.Time"/> is the gateway's receipt time because the device's clock has no zone or is not set.</summary>
    GatewayTime = 1 << 4,
    /// <summary>It completes another reading of its device, kind and time that came in another message, and lacks what is in that one.</summary>
    Part = 1 << 5,
}
