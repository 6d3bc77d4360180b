using System.Text.Json;
using System.Text.Unicode;

namespace Rpm.Telemetry.Json;

/// <summary>Rpm's own JSON, both ways (contract, sections "Kinds" and "MQTT topics").</summary>
public static partial class JsonReadings
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>
    /// Decodes a payload of <c>up/{deviceId}/{kind}</c> (device and kind in the context; one reading or an array) or of
    /// <c>up/{gatewayId}/batch</c> and <c>POST /api/v1/readings</c> (neither in the context; each element names both).
    /// Never throws for what a payload holds. Allocates nothing for an element that is accepted, once <paramref name="batch"/>
    /// has grown and the device is known; a rejection allocates.
    /// </summary>
    /// <remarks>
    /// An element that is rejected leaves its neighbours alone. A document that breaks is rejected as a whole
    /// (<see cref="RejectReason.NotJson"/>, index -1) and so is one with too many elements (<see cref="RejectReason.TooLarge"/>):
    /// what stood before the break is not kept, because a sender that repeats the frame whole must not find half of it taken.
    /// A known member that occurs twice makes its element <see cref="RejectReason.InvalidValue"/>: which of two systolics is meant
    /// is not for the engine to guess. Null is the same as absent. Numbers keep their digits (<see cref="ExactNumber"/>). An
    /// optional member of the wrong type is left out and noted like an implausible one. NaN and Infinity are not JSON.
    /// A status reading without a time has the time of receipt (<see cref="ReadingFlags.GatewayTime"/>), because a last will is
    /// written before the moment that it reports.
    /// </remarks>
    /// <param name="payload">UTF-8; a byte order mark is skipped.</param>
    /// <param name="context">What is known from the topic and the time of receipt.</param>
    /// <param name="batch">Gets the readings and rejections; what it holds already stays.</param>
    public static void Decode(ReadOnlySpan<byte> payload, in DecodeContext context, ReadingBatch batch)
    {
        int readings = batch.Count, rejections = batch.Rejections.Count;
        if (payload.StartsWith(ByteOrderMark))
        {
            payload = payload[ByteOrderMark.Length..];
        }

        // Once for all strings: from here on only an escape can be invalid text.
        if (!Utf8.IsValid(payload))
        {
            Refuse(RejectReason.NotJson, "the payload is not UTF-8", context, batch);
            return;
        }

        if (new JsonFlatReader(payload, context, batch).TryRead())
        {
            return;
        }

        batch.Truncate(readings, rejections);
        DecodeAny(payload, context, batch);
    }

    /// <summary>Decodes whatever JSON there is; what <see cref="JsonFlatReader"/> takes gives the same here.</summary>
    internal static void DecodeAny(ReadOnlySpan<byte> payload, in DecodeContext context, ReadingBatch batch)
    {
        int readings = batch.Count, rejections = batch.Rejections.Count;
        try
        {
            var reason = new JsonFrameReader(payload, stackalloc byte[JsonSource.LongestText], context, batch).Read();
            if (reason != RejectReason.None)
            {
                batch.Truncate(readings, rejections);
                Refuse(reason, $"more than {context.Limits.MaxArrayLength} elements, or nested deeper than {JsonFrameReader.HardDepth}", context, batch);
            }
        }
        catch (JsonException broken)
        {
            batch.Truncate(readings, rejections);
            Refuse(RejectReason.NotJson, $"not JSON at line {(broken.LineNumber ?? 0) + 1}, byte {(broken.BytePositionInLine ?? 0) + 1}", context, batch);
        }
    }

    private static void Refuse(RejectReason reason, string detail, in DecodeContext context, ReadingBatch batch) =>
        batch.Reject(new Rejection(-1, reason, detail, context.Device, context.Kind));
}
