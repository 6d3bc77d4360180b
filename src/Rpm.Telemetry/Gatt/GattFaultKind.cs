namespace Rpm.Telemetry.Gatt;

/// <summary>What is wrong with a characteristic's value.</summary>
public enum GattFaultKind : byte
{
    None,
    /// <summary>It ends before what its flags announce.</summary>
    Truncated,
    /// <summary>It has bytes that its flags do not announce.</summary>
    Trailing,
    /// <summary>A field holds what it cannot hold: a month 13, a record shorter than any.</summary>
    BadField,
}
