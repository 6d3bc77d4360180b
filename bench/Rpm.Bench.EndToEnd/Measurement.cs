namespace Rpm.Bench.EndToEnd;

/// <summary>One target with one number of connections, in one round.</summary>
/// <param name="AcknowledgedPerSecond">PUBACKs a second at full load, from the first send to the last PUBACK.</param>
/// <param name="CaughtUpPerSecond">The same until every follower had caught up; null where nothing follows.</param>
/// <param name="CpuMillisecondsPer1000">Processor time of the target per 1,000 publishes.</param>
/// <param name="PacedPerSecond">The rate at which latency was measured: half of <paramref name="AcknowledgedPerSecond"/>.</param>
internal sealed record Measurement(
    string Target, int Connections, int Round, long Publishes, double AcknowledgedPerSecond, double? CaughtUpPerSecond,
    double CpuMillisecondsPer1000, double PacedPerSecond, double P50Milliseconds, double P99Milliseconds, double MaxMilliseconds);
