using System.Buffers;
using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>The envelope that a hub puts around a device's message, for templates that were written for one.</summary>
internal static class MappingEnvelope
{
    public static byte[] Around(ReadOnlySpan<byte> payload, in DecodeContext context)
    {
        var output = new ArrayBufferWriter<byte>(payload.Length + 256);
        output.Write("{\"Body\":"u8);
        output.Write(payload);
        output.Write(",\"Properties\":{},\"SystemProperties\":{\"iothub-enqueuedtime\":\""u8);
        output.Advance(Rfc3339.Format(output.GetSpan(Rfc3339.MaxLength), context.Received, 0));
        output.Write("\""u8);
        if (context.Device is { } device)
        {
            output.Write(",\"iothub-connection-device-id\":"u8);
            JsonText.Write(output, device);
        }

        output.Write("}}"u8);
        return output.WrittenSpan.ToArray();
    }
}
