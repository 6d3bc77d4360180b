namespace Rpm.DeviceSim.Load;

/// <summary>What is written into a place of a prepared packet when it is sent. Every place has a fixed width.</summary>
internal enum HoleKind
{
    /// <summary>Date and time to the millisecond without the zone, 23 characters.</summary>
    Rfc3339,
    /// <summary>The reading's id, 16 hexadecimal digits.</summary>
    ReadingId,
    /// <summary>Seconds since 1970 with three decimals, 14 characters.</summary>
    UnixSeconds,
    /// <summary>A Bluetooth date time, 7 bytes.</summary>
    GattClock,
    /// <summary>The same as 14 hexadecimal digits.</summary>
    GattClockHex,
    /// <summary>A CGM record, whose minutes and E2E-CRC are written.</summary>
    CgmRecord,
    /// <summary>The same in hexadecimal digits.</summary>
    CgmRecordHex,
}
