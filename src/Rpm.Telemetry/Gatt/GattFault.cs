namespace Rpm.Telemetry.Gatt;

/// <summary>Why a value could not be taken apart, and the byte from which on.</summary>
public readonly record struct GattFault(GattFaultKind Kind, int Offset)
{
    /// <summary>Whether there is a fault.</summary>
    public bool Any => Kind != GattFaultKind.None;

    /// <summary>The fault in words for an integrator.</summary>
    public override string ToString() => Kind switch
    {
        GattFaultKind.None => "",
        GattFaultKind.Truncated => $"the value ends before the field at byte {Offset} is complete",
        GattFaultKind.Trailing => $"the value has bytes from byte {Offset} on that its flags do not announce",
        _ => $"the field at byte {Offset} holds what it cannot hold",
    };
}
