namespace Rpm.Telemetry.Gatt;

/// <summary>
/// A characteristic's value and what the gateway sent beside it. The texts are UTF-8 and empty where absent. Everything that a value
/// needs comes with it; nothing is remembered of earlier values.
/// </summary>
public ref struct GattFrame
{
    /// <summary>The value as the device notified it.</summary>
    public ReadOnlySpan<byte> Value { get; set; }

    /// <summary>When the gateway received the value: RFC 3339 with an offset.</summary>
    public ReadOnlySpan<byte> Received { get; set; }

    /// <summary>The zone of the device's clock: an IANA name or an offset.</summary>
    public ReadOnlySpan<byte> Zone { get; set; }

    /// <summary>
    /// For 0x2AA7 and 0x2AA9: when the CGM session started. RFC 3339 (without offset: in <see cref="Zone"/>), or the value of 0x2AAA in hex.
    /// </summary>
    public ReadOnlySpan<byte> SessionStart { get; set; }

    /// <summary>For 0x2A18: the value of its 0x2A34 in hex.</summary>
    public ReadOnlySpan<byte> Context { get; set; }
}
