using System.Net;
using System.Net.Sockets;
using Rpm.Ingest.Settings;

namespace Rpm.Ingest.Mqtt;

/// <summary><c>Rpm:Mqtt:*</c>, bound once at start.</summary>
internal sealed record MqttOptions
{
    public const string Section = "Rpm:Mqtt";

    public MqttMode Mode { get; init; } = MqttMode.Embedded;

    /// <summary>Embedded: the address to listen on. Broker: where the broker is.</summary>
    public string Host { get; init; } = "127.0.0.1";

    public int Port { get; init; } = 1883;

    /// <summary>Stands before every topic of the contract. No wildcard, no slash at either end.</summary>
    public string TopicPrefix { get; init; } = "rpm/v1";

    public string? Username { get; init; }

    public string? Password { get; init; }

    public MqttTlsOptions Tls { get; init; } = new();

    /// <summary>Largest MQTT packet that is taken, in bytes, fixed header included; above it the connection closes with 0x95.</summary>
    public int MaxPacketSize { get; init; } = 1024 * 1024;

    /// <summary>
    /// Embedded: connections at a time; one more is refused (0x97, for MQTT 3.1.1 0x03). Null = what the open files leave that this process may
    /// have, less a thousand for the stores, HTTP and everything else: without a file left nothing could be stored either.
    /// </summary>
    public int? MaxConnections { get; init; }

    /// <summary>Embedded: messages that may wait for one subscriber before it is disconnected.</summary>
    public int SubscriberQueue { get; init; } = 40_000;

    /// <summary>Embedded: how long a session outlives its connection at most, whatever the client asks for.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Longest wait for a commit before a connection closes without its acknowledgement.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Broker: the client id of the persistent session. Two engines must not share one.</summary>
    public string ClientId { get; init; } = "rpm-ingest";

    /// <summary>Broker: frames that may be on their way to the journal at a time.</summary>
    public ushort ReceiveMaximum { get; init; } = 10_000;

    /// <summary>Every fault, not only the first.</summary>
    public IReadOnlyList<SettingFault> Validate()
    {
        var faults = new List<SettingFault>();
        void Fault(string key, string message) => faults.Add(new SettingFault($"{Section}:{key}", message));

        if (string.IsNullOrWhiteSpace(Host))
            Fault(nameof(Host), "names no host.");
        if (Port is < 0 or > 65_535 || (Port == 0 && Mode == MqttMode.Broker))
            Fault(nameof(Port), "must be a port number.");
        if (TopicPrefix.Length == 0 || TopicPrefix.AsSpan().ContainsAny("+#\0") || TopicPrefix.StartsWith('/') || TopicPrefix.EndsWith('/') || TopicPrefix.StartsWith('$'))
            Fault(nameof(TopicPrefix), "must be a topic without wildcards, and neither begin nor end with a slash.");
        if (MaxPacketSize is < 1024 or > 268_435_460)
            Fault(nameof(MaxPacketSize), "must be between 1024 bytes and 256 MiB.");
        if (MaxConnections is < 1)
            Fault(nameof(MaxConnections), "must be at least 1.");
        if (SubscriberQueue is < 1_000 or > 40_000)
            Fault(nameof(SubscriberQueue), "must be between 1000 and 40000; packet identifiers end at 65535.");
        if (ReceiveMaximum < 1)
            Fault(nameof(ReceiveMaximum), "must be at least 1.");
        if (CommitTimeout <= TimeSpan.Zero)
            Fault(nameof(CommitTimeout), "must be longer than nothing.");
        if (SessionExpiry < TimeSpan.Zero)
            Fault(nameof(SessionExpiry), "must not be negative.");
        if (Mode == MqttMode.Broker && string.IsNullOrWhiteSpace(ClientId))
            Fault(nameof(ClientId), "is missing: the broker keeps the session under it.");
        if (Username is null && Password is not null)
            Fault(nameof(Username), "is missing: there is a password.");
        if (Mode == MqttMode.Embedded && Username is not null && string.IsNullOrEmpty(Password))
            Fault(nameof(Password), "is missing: there is a user name.");

        if (Tls.Certificate is null && Tls.Key is not null)
            Fault("Tls:Certificate", "is missing: there is a key.");
        if (Tls.Certificate is not null && Tls.Key is null)
            Fault("Tls:Key", "is missing: there is a certificate.");
        foreach (var (key, file) in new[] { ("Tls:Certificate", Tls.Certificate), ("Tls:Key", Tls.Key), ("Tls:Authority", Tls.Authority) })
        {
            if (file is not null && !File.Exists(file))
                Fault(key, "names a file that is not there.");
        }

        if (!IsLoopback)
        {
            if (Mode == MqttMode.Embedded && Tls.Certificate is null)
                Fault("Tls:Certificate", $"is missing: {Host} is not loopback, so TLS is needed.");
            if (Mode == MqttMode.Broker && !UsesTls)
                Fault("Tls:Enabled", $"must be true: {Host} is not loopback, so TLS is needed.");
            if (string.IsNullOrEmpty(Username) && (Mode == MqttMode.Embedded || Tls.Certificate is null))
                Fault(nameof(Username), $"is missing: {Host} is not loopback, so credentials are needed.");
        }

        return faults;
    }

    /// <summary>Nobody beyond this machine is reached.</summary>
    public bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    public bool UsesTls => Tls.Certificate is not null || (Mode == MqttMode.Broker && (Tls.Enabled || Tls.Authority is not null));

    /// <summary>The addresses to listen on.</summary>
    /// <exception cref="SocketException">The host has no address.</exception>
    public IReadOnlyList<IPEndPoint> EndPoints()
    {
        if (Host is "*" or "+")
            return [new IPEndPoint(IPAddress.IPv6Any, Port)];
        if (IPAddress.TryParse(Host, out var address))
            return [new IPEndPoint(address, Port)];
        return [.. Dns.GetHostAddresses(Host).Select(a => new IPEndPoint(a, Port))];
    }
}
