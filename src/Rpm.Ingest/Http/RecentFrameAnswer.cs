namespace Rpm.Ingest.Http;

/// <summary>A frame as it arrived (text where it is UTF-8, else base64), and what became of it.</summary>
internal sealed record RecentFrameAnswer(
    DateTimeOffset Received, string Source, string Topic, string Client, string? Payload, string? PayloadBase64, ReadingsAnswer? Outcome)
{
    public static RecentFrameAnswer From(RecentFrame frame)
    {
        var (text, base64) = PayloadText.Of(frame.Payload);
        return new(
            frame.Received.ToDateTimeOffset(), Words.Of(frame.Source), frame.Topic, frame.Client, text, base64,
            frame.Outcome is { } outcome ? ReadingsAnswer.From(outcome) : null);
    }
}
