using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>A quarantined element. The payload is its whole frame: text where it is UTF-8, else base64.</summary>
internal sealed record QuarantineItemAnswer(
    long Id, string Reason, string Detail, int Index, string Source, string Topic, string Client, DateTimeOffset Received,
    string? Device, string? Kind, DateTimeOffset? Time, string? SenderId, string? PayloadHash, string? Payload, string? PayloadBase64)
{
    public static QuarantineItemAnswer From(QuarantineItem item, bool withPayload)
    {
        var entry = item.Entry;
        var (text, base64) = withPayload ? PayloadText.Of(entry.Payload) : (null, null);
        return new(
            item.Id, RejectReasons.Code(entry.Reason), entry.Detail, entry.Index, Words.Of(entry.Source), entry.Topic, entry.Client,
            entry.Received.ToDateTimeOffset(), entry.Device, entry.Kind is { } kind ? Words.Of(kind) : null,
            entry.Time?.ToDateTimeOffset(), entry.Id, entry.PayloadHash, text, base64);
    }
}
