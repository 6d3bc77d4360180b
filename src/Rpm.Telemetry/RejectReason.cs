namespace Rpm.Telemetry;

/// <summary>Why an element could not be used. <see cref="RejectReasons.Code"/> gives the contract's word. The numbers are stored: never reuse one.</summary>
public enum RejectReason : byte
{
    None = 0,
    NotJson = 1,
    UnknownKind = 2,
    UnknownDevice = 3,
    NotEnrolled = 4,
    MissingTime = 5,
    TimeWithoutZone = 6,
    TimeInFuture = 7,
    TimeTooOld = 8,
    MissingValue = 9,
    MissingUnit = 10,
    UnknownUnit = 11,
    InvalidValue = 12,
    Implausible = 13,
    NotAMeasurement = 14,
    TestNotAllowed = 15,
    Malformed = 16,
    BadCrc = 17,
    NoSessionStart = 18,
    ConflictingDuplicate = 19,
    TooLarge = 20,
    RateLimited = 21,
    TemplateNoMatch = 22,
    /// <summary>A part that waits for the reading that it completes; it leaves quarantine by itself.</summary>
    Waiting = 23,
}
