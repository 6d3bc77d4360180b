namespace Rpm.DeviceSim.Faults;

/// <summary>One kind of fault as asked for.</summary>
/// <param name="Share">Of the messages, devices or connections, 0 to 1.</param>
/// <param name="Span">How long: of a delay, an outage; how far: of a clock; how often: of a storm.</param>
/// <param name="At">When: of an outage, of sockets that fall silent.</param>
/// <param name="Count">Messages of a reordering, bytes a second of a slow client.</param>
internal sealed record Fault(FaultKind Kind, double Share, TimeSpan Span = default, TimeSpan At = default, int Count = 0);
