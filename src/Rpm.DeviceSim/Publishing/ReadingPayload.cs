using System.Buffers;
using Rpm.Telemetry;
using Rpm.Telemetry.Json;

namespace Rpm.DeviceSim.Publishing;

/// <summary>Readings as a gateway sends them.</summary>
internal static class ReadingPayload
{
    /// <summary>Where readings of this device and kind are published.</summary>
    public static string Topic(string prefix, string device, Kind kind) => $"{prefix}/up/{device}/{Kinds.Name(kind)}";

    /// <summary>One reading.</summary>
    public static ReadOnlyMemory<byte> Write(in Reading reading)
    {
        var buffer = new ArrayBufferWriter<byte>(160);
        JsonReadings.Write(buffer, reading);
        return buffer.WrittenMemory;
    }

    /// <summary>Several readings of one device and kind, as an array.</summary>
    public static ReadOnlyMemory<byte> WriteArray(ReadOnlySpan<Reading> readings)
    {
        var buffer = new ArrayBufferWriter<byte>(160 * readings.Length);
        buffer.Write("["u8);
        for (var i = 0; i < readings.Length; i++)
        {
            if (i > 0)
            {
                buffer.Write(","u8);
            }

            JsonReadings.Write(buffer, readings[i]);
        }

        buffer.Write("]"u8);
        return buffer.WrittenMemory;
    }
}
