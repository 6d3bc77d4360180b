using Rpm.DeviceSim.Faults;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Wards;
using Rpm.DeviceSim.Wire;

namespace Rpm.DeviceSim.Load;

/// <summary>Everything that a run or a load needs to know.</summary>
internal sealed record LoadPlan
{
    public required BrokerAddress Broker { get; init; }

    public required WardOptions Ward { get; init; }

    /// <summary>How many devices of the ward take part.</summary>
    public required int Devices { get; init; }

    public required int Connections { get; init; }

    /// <summary>Readings a second over all devices; null = each sensor at its own interval.</summary>
    public RateProfile? Rate { get; init; }

    /// <summary>Null = until interrupted.</summary>
    public TimeSpan? Duration { get; init; }

    public MqttVersion Version { get; init; } = MqttVersion.V5;

    public int Qos { get; init; } = 1;

    public PayloadFormat Format { get; init; }

    /// <summary>Readings a message.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Publishes out at most over all connections.</summary>
    public int Window { get; init; } = 10_000;

    public ushort KeepAlive { get; init; } = 30;

    /// <summary>Devices that raise an alert every few seconds, to measure it.</summary>
    public int Probes { get; init; }

    public FaultPlan? Faults { get; init; }

    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For how long answers are awaited, and what is overdue is still sent, when the time is over.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The engine's HTTP interface; null = it is not asked.</summary>
    public Uri? Engine { get; init; }

    public string? Token { get; init; }

    public Limits Limits { get; init; } = new();

    /// <summary>Part of the client ids and of the readings' ids; never the same for two runs.</summary>
    public required string RunId { get; init; }

    public required string CommandLine { get; init; }
}
