namespace Rpm.Ingest.Mqtt;

/// <summary>
/// Where Rpm publishes: <c>alerts/…</c>, <c>down/…</c> and its heartbeat, on the embedded broker or through the external one.
/// QoS 1. A subscriber that cannot keep up is disconnected; a message is never dropped for it.
/// </summary>
internal interface IMqttOutlet
{
    /// <summary>Publishes below the topic prefix and returns when the broker has it (external: its PUBACK).</summary>
    /// <param name="topic">Without the prefix, for example <c>alerts/p1/a1</c>.</param>
    /// <param name="payload">Empty with <paramref name="retain"/> clears the retained message.</param>
    /// <exception cref="MqttOutletException">The broker is not reachable or refused it.</exception>
    Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellationToken);

    /// <summary>Topics (without prefix) below <paramref name="folder"/> that hold a retained message now.</summary>
    Task<IReadOnlyCollection<string>> RetainedAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Grows by one with every (re)connection: whoever keeps retained state reconciles when it has changed.</summary>
    int Connections { get; }

    /// <summary>Completes when <see cref="Connections"/> is greater than <paramref name="connections"/>.</summary>
    Task WaitForConnectionAsync(int connections, CancellationToken cancellationToken);
}
