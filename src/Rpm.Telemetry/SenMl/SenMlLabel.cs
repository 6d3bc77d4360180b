namespace Rpm.Telemetry.SenMl;

/// <summary>The fields of RFC 8428, by their CBOR labels moved up so that none is zero.</summary>
internal enum SenMlLabel
{
    /// <summary>Not a field of the RFC.</summary>
    None = 0,
    /// <summary>A field of the RFC that nothing is made of.</summary>
    Ignored = 1,
    BaseVersion,
    BaseName,
    BaseTime,
    BaseUnit,
    BaseValue,
    Name,
    Unit,
    Value,
    TextValue,
    BooleanValue,
    Time,
}
