using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>The newest usable reading of a kind, by measurement time; what a silence is counted from.</summary>
internal struct LastSeen
{
    public Instant Time;
    public long Position;
    public string? Device;
    public bool Test;
}
