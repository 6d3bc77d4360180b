namespace Rpm.Telemetry.Traces;

/// <summary>Why a row of a trace becomes part of no reading.</summary>
public enum SkipReason
{
    /// <summary>The line does not have the six fields of the header.</summary>
    FieldCount,
    /// <summary>The timestamp is not ISO 8601 to the second.</summary>
    Timestamp,
    /// <summary>The value is not a number, or is 10^18 or more.</summary>
    Number,
    /// <summary>No mapping for this metric and unit.</summary>
    UnknownMetric,
    /// <summary>A member of a panel without the required ones: a mean pressure alone is no blood pressure.</summary>
    IncompletePanel,
}
