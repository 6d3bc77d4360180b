namespace Rpm.DeviceSim.Load;

/// <summary>What connections did so far; frames unless it says readings.</summary>
/// <param name="Acknowledged">PUBACKs that say success.</param>
/// <param name="Refused">PUBACKs that say an error.</param>
/// <param name="Open">Sent and not answered yet.</param>
/// <param name="Silent">Times at which a sensor was due and said nothing.</param>
internal readonly record struct ConnectionCounts(
    long Sent, long SentReadings, long Acknowledged, long AcknowledgedReadings, long Refused, long Open, long Resent, long Connects, long Silent)
{
    public static ConnectionCounts operator +(ConnectionCounts a, ConnectionCounts b) => new(
        a.Sent + b.Sent, a.SentReadings + b.SentReadings, a.Acknowledged + b.Acknowledged, a.AcknowledgedReadings + b.AcknowledgedReadings,
        a.Refused + b.Refused, a.Open + b.Open, a.Resent + b.Resent, a.Connects + b.Connects, a.Silent + b.Silent);
}
