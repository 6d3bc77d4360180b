using System.Security.Cryptography;
using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>The entries of a frame's elements that could not be used.</summary>
internal static class QuarantinedFrame
{
    /// <summary>More of a payload is not kept, only its hash.</summary>
    public const int PayloadBytes = 64 * 1024;

    /// <summary>An entry for each element; the first holds the payload, the others say where it is.</summary>
    /// <param name="first">The journal position that the first entry will get.</param>
    public static IEnumerable<Quarantined> Entries(Frame frame, IReadOnlyList<Rejection> rejections, long first)
    {
        if (rejections.Count == 0)
        {
            yield break;
        }

        var payload = frame.Payload;
        var hash = payload.Length > PayloadBytes ? Convert.ToHexStringLower(SHA256.HashData(payload.Span)) : null;
        var kept = payload[..Math.Min(payload.Length, PayloadBytes)].ToArray();
        for (var i = 0; i < rejections.Count; i++)
        {
            var rejection = rejections[i];
            yield return new Quarantined(
                frame.Source, frame.Topic, frame.Client, frame.Received, rejection.Index, rejection.Reason, rejection.Detail,
                rejection.Device, rejection.Kind, rejection.Time, rejection.Id, i == 0 ? kept : [], hash, frame.UserProperties, i == 0 ? null : first, rejection.Waits);
        }
    }
}
