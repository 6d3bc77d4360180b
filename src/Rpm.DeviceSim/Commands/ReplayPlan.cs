using Rpm.DeviceSim.Publishing;
using Rpm.Telemetry.Traces;

namespace Rpm.DeviceSim.Commands;

/// <summary>Everything a replay needs to know.</summary>
internal sealed record ReplayPlan
{
    public required string Name { get; init; }

    public required JoinedTrace Trace { get; init; }

    public required TimeZoneInfo Zone { get; init; }

    public required TraceShift Shift { get; init; }

    /// <summary>Times faster than recorded; null = as fast as it is acknowledged.</summary>
    public required double? Speed { get; init; }

    public required string TopicPrefix { get; init; }

    public required string DevicePrefix { get; init; }

    public required BrokerAddress Broker { get; init; }

    public required TimeSpan GiveUpAfter { get; init; }

    public required string CommandLine { get; init; }
}
