using System.Formats.Cbor;
using System.Text.Json;
using System.Text.Unicode;

namespace Rpm.Telemetry.SenMl;

/// <summary>
/// Readings of SenML packs (RFC 8428), JSON and CBOR (contract: <c>up/{deviceId}/senml</c>). The name of a record, or what follows the
/// last <c>:</c> or <c>/</c> of it, is the member; records of one base name and time make one reading.
/// </summary>
/// <remarks>
/// The kind is the one that the base name says (<c>cuff-1/blood-pressure/</c>) or a record <c>kind</c>, otherwise the members tell: of a
/// group that has the required members of two kinds two readings are made. <c>glucose</c> alone is a meter's or a sensor's, so its kind
/// must be said. Time is absolute, or relative to the receipt as the RFC has it (marked <see cref="ReadingFlags.GatewayTime"/>). Units are
/// those of the SenML registry and of UCUM. Sums, opaque values and update times are not looked at.
/// </remarks>
public static partial class SenMlReadings
{
    /// <summary>Decodes one pack. Never throws for what it holds; JSON allocates nothing for a reading that is accepted.</summary>
    /// <param name="payload">JSON in UTF-8, or CBOR: told apart by the first byte.</param>
    /// <param name="context">Names the device.</param>
    /// <param name="batch">Gets the readings and rejections; a reading's index is that of its first record.</param>
    public static void Decode(ReadOnlyMemory<byte> payload, in DecodeContext context, ReadingBatch batch)
    {
        var cbor = SenMlCborReader.IsCbor(payload.Span);
        if (!cbor && !Utf8.IsValid(payload.Span))
        {
            Refuse(RejectReason.NotJson, "the payload is neither UTF-8 nor CBOR", context, batch);
            return;
        }

        var pack = new SenMlPack(payload.Span, context);
        try
        {
            var most = context.Limits.MaxArrayLength;
            var reason = cbor ? SenMlCborReader.Read(payload, most, ref pack) : SenMlJsonReader.Read(payload.Span, most, ref pack);
            if (reason != RejectReason.None)
            {
                Refuse(reason, reason == RejectReason.TooLarge ? $"more than {most} records" : "the payload is not an array of records", context, batch);
            }
            else if (pack.Refusal is { } refusal)
            {
                Refuse(RejectReason.Malformed, refusal, context, batch);
            }
            else
            {
                new SenMlAssembler(payload.Span, context, batch).Assemble(pack.Records);
            }
        }
        catch (JsonException broken)
        {
            Refuse(RejectReason.NotJson, $"not JSON at line {(broken.LineNumber ?? 0) + 1}, byte {(broken.BytePositionInLine ?? 0) + 1}", context, batch);
        }
        catch (Exception broken) when (broken is CborContentException or InvalidOperationException)
        {
            Refuse(RejectReason.Malformed, "the payload is not CBOR, or not as SenML writes it", context, batch);
        }
        finally
        {
            pack.Dispose();
        }
    }

    private static void Refuse(RejectReason reason, string detail, in DecodeContext context, ReadingBatch batch) =>
        batch.Reject(new Rejection(-1, reason, detail, context.Device));
}
