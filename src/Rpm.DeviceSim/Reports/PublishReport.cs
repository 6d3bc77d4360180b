namespace Rpm.DeviceSim.Reports;

/// <summary>How the publishing went. Frames are messages; a batch is one frame of several readings.</summary>
/// <param name="Due">Frames that were to be sent by the end: those sent, those that a fault dropped not among them, and <paramref name="Unsent"/>.</param>
/// <param name="Unsent">Frames that were due and could not be handed over in time.</param>
/// <param name="Silent">Times at which a sensor was due and said nothing.</param>
/// <param name="Acknowledged">Frames with a PUBACK that says success. With QoS 0 there is none.</param>
/// <param name="Refused">Frames with a PUBACK that says an error.</param>
/// <param name="PerSecond">Readings a second: acknowledged, or sent with QoS 0.</param>
/// <param name="Reasons">PUBACKs that do not plainly say success, by reason code.</param>
/// <param name="Drops">Lost or refused connections by cause.</param>
internal sealed record PublishReport(
    long Due, long Frames, long Readings, long Unsent, long Silent, long Acknowledged, long AcknowledgedReadings, long Refused, long Unacknowledged, long Resent,
    long Reconnects, double PerSecond, IReadOnlyDictionary<string, long> Reasons, IReadOnlyDictionary<string, long> Drops)
{
    /// <summary>Whether everything that was due was sent and acknowledged.</summary>
    public bool IsComplete(int qos) => Unsent == 0 && (qos == 0 || Acknowledged == Frames);
}
