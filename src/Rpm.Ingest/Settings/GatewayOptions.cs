using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>When gateways are missed.</summary>
internal sealed record GatewayOptions
{
    [Description("A gateway that has sent a status once and then sends nothing for so long is told as silent.")]
    public TimeSpan HeartbeatWithin { get; init; } = TimeSpan.FromMinutes(15);
}
