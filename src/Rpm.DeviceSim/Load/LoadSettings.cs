using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Wire;

namespace Rpm.DeviceSim.Load;

/// <summary>How a generator connects and sends.</summary>
internal sealed record LoadSettings
{
    public required BrokerAddress Broker { get; init; }

    public MqttVersion Version { get; init; } = MqttVersion.V311;

    /// <summary>0 or 1.</summary>
    public int Qos { get; init; } = 1;

    /// <summary>Beginning of every client id.</summary>
    public required string ClientIdPrefix { get; init; }

    /// <summary>Publishes out at most on each connection.</summary>
    public int Window { get; init; } = 1_000;

    /// <summary>Seconds; 0 = none. The broker drops who is silent for one and a half of it.</summary>
    public ushort KeepAlive { get; init; } = 30;

    /// <summary>How many connections are being made at a time.</summary>
    public int ConnectAtOnce { get; init; } = 64;

    /// <summary>Fail after so long without any connection.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>No reading of another run has an id of this base: it is in the upper half of the ids.</summary>
    public ulong IdBase { get; init; }
}
