using System.Text.Json;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Pipeline;

/// <summary>Reads <c>up/{gatewayId}/status</c> of a registered gateway: a heartbeat, or its last will.</summary>
internal static class GatewayStatus
{
    private const string Folder = "up/";
    private const string Status = "/status";
    private const int LongestPayload = 16 * 1024;
    private const int LongestError = 64;

    /// <summary>
    /// What a gateway says of itself; null where the frame is something else: no gateway's status, or none that can be read. A will is written
    /// when its sender connects, so it needs no time.
    /// </summary>
    public static GatewayReported? Read(Frame frame, RegistrySnapshot registry)
    {
        var topic = frame.Topic;
        if (registry.Gateways.IsEmpty || frame.Source != FrameSource.Mqtt || topic.Length <= Folder.Length + Status.Length || frame.Payload.Length > LongestPayload
            || !topic.StartsWith(Folder, StringComparison.Ordinal) || !topic.EndsWith(Status, StringComparison.Ordinal))
        {
            return null;
        }

        var gateway = topic[Folder.Length..^Status.Length];
        return registry.IsGateway(gateway) && TryRead(frame.Payload, out var error) ? new GatewayReported(gateway, frame.Received, error) : null;
    }

    private static bool TryRead(ReadOnlyMemory<byte> payload, out string? error)
    {
        error = null;
        try
        {
            using var message = JsonDocument.Parse(payload);
            if (message.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            if (message.RootElement.TryGetProperty("error", out var said))
            {
                error = said.ValueKind switch
                {
                    JsonValueKind.Null or JsonValueKind.False => null,
                    JsonValueKind.String => Short(said.GetString()!),
                    _ => Short(said.GetRawText()),
                };
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // broken JSON, or a string that is no Unicode
        }
    }

    /// <summary>It goes into an alert that people read.</summary>
    private static string? Short(string text)
    {
        var printable = new string([.. text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(LongestError)]);
        return printable.Length == 0 ? null : printable;
    }
}
