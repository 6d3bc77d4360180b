namespace Rpm.DeviceSim.Publishing;

/// <summary>How a <see cref="DurablePublisher"/> behaves.</summary>
public sealed record DurablePublisherOptions
{
    /// <summary>The broker.</summary>
    public BrokerAddress Broker { get; init; } = new();

    /// <summary>MQTT client id; must be unique at the broker.</summary>
    public required string ClientId { get; init; }

    /// <summary>Publishes sent and not yet acknowledged on the connection, at most; the broker's Receive Maximum may lower it.</summary>
    public int MaxInFlight { get; init; } = 1_000;

    /// <summary>Frames kept that are not settled; <see cref="DurablePublisher.EnqueueAsync"/> waits above it.</summary>
    public int MaxUnacknowledged { get; init; } = 100_000;

    /// <summary>A PUBACK that is out for longer makes the publisher drop the connection and send again.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First pause between two attempts to connect; doubled up to <see cref="MaxBackOff"/>.</summary>
    public TimeSpan MinBackOff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause between two attempts to connect.</summary>
    public TimeSpan MaxBackOff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without a connection for this long it gives up with a <see cref="PublisherFailedException"/>; null = never.</summary>
    public TimeSpan? GiveUpAfter { get; init; }

    /// <summary>A topic on which the receiver reports what it could not use; null = none is listened to.</summary>
    public string? ReportTopic { get; init; }

    /// <summary>Called for each message on <see cref="ReportTopic"/>, one at a time.</summary>
    public Action<ReadOnlyMemory<byte>>? OnReport { get; init; }

    /// <summary>Called once per frame when it is settled, on the connection's tasks: quick and thread-safe, please.</summary>
    public Action<SettledFrame>? OnSettled { get; init; }
}
