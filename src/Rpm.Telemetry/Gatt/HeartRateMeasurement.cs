using System.Buffers.Binary;

namespace Rpm.Telemetry.Gatt;

/// <summary>Heart Rate Measurement (0x2A37). It has no time stamp.</summary>
public readonly ref struct HeartRateMeasurement
{
    private readonly ReadOnlySpan<byte> _intervals;

    /// <param name="heartRate">Per minute.</param>
    /// <param name="contact">Whether the sensor touches the skin.</param>
    /// <param name="energy">Energy spent, kJ; null where not sent.</param>
    /// <param name="intervals">RR intervals as sent, two bytes each, low byte first, in 1/1024 s.</param>
    public HeartRateMeasurement(ushort heartRate, SensorContact contact, ushort? energy, ReadOnlySpan<byte> intervals)
    {
        (HeartRate, Contact, Energy) = (heartRate, contact, energy);
        _intervals = intervals;
    }

    /// <summary>Per minute.</summary>
    public ushort HeartRate { get; }

    public SensorContact Contact { get; }

    /// <summary>kJ; null where not sent.</summary>
    public ushort? Energy { get; }

    /// <summary>How many RR intervals there are.</summary>
    public int Intervals => _intervals.Length / 2;

    /// <summary>An RR interval in 1/1024 s.</summary>
    public ushort Interval(int index) => BinaryPrimitives.ReadUInt16LittleEndian(_intervals[(index * 2)..]);

    /// <summary>Takes a value apart. Reserved flags are ignored.</summary>
    public static bool TryParse(ReadOnlySpan<byte> value, out HeartRateMeasurement measurement, out GattFault fault)
    {
        var reader = new GattReader(value);
        var flags = reader.U8();
        var heartRate = (flags & 1) != 0 ? reader.U16() : reader.U8();
        ushort? energy = (flags & 8) != 0 ? reader.U16() : null;
        var intervals = (flags & 16) != 0 ? reader.Fields(2) : default;
        var contact = (flags & 4) == 0 ? SensorContact.NotSupported : (flags & 2) == 0 ? SensorContact.NotDetected : SensorContact.Detected;
        measurement = new(heartRate, contact, energy, intervals);
        fault = reader.End();
        return !fault.Any;
    }

    /// <summary>Writes the value; returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        var wide = HeartRate > byte.MaxValue;
        var contact = Contact switch { SensorContact.Detected => 6, SensorContact.NotDetected => 4, _ => 0 };
        var writer = new GattWriter(destination);
        writer.U8((byte)((wide ? 1 : 0) | contact | (Energy is null ? 0 : 8) | (_intervals.IsEmpty ? 0 : 16)));
        if (wide)
        {
            writer.U16(HeartRate);
        }
        else
        {
            writer.U8((byte)HeartRate);
        }

        if (Energy is { } energy)
        {
            writer.U16(energy);
        }

        writer.Bytes(_intervals);
        return writer.Length;
    }
}
