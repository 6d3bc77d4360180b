using Rpm.Telemetry;

namespace Rpm.Ingest.Alive;

/// <summary>What the heartbeat has done since start, for health and metrics.</summary>
/// <param name="Sent">Heartbeats that were due and allowed to go out.</param>
/// <param name="Withheld">Heartbeats that were due and held back, because no synthetic reading had passed recently.</param>
/// <param name="TopicFailures">Of those sent: how many the broker did not take.</param>
/// <param name="UrlFailures">Of those sent: how many the URL did not take.</param>
/// <param name="LastSent">When the last went out; null = none.</param>
internal sealed record HeartbeatState(long Sent, long Withheld, long TopicFailures, long UrlFailures, Instant? LastSent);
