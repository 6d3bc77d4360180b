namespace Rpm.DeviceSim.Publishing;

/// <summary>Where to publish and as whom.</summary>
public sealed record BrokerAddress
{
    /// <summary>Host name or address.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>User name; null = none is sent.</summary>
    public string? Username { get; init; }

    /// <summary>Password; null = none is sent.</summary>
    public string? Password { get; init; }

    /// <summary>Whether to speak TLS. The server's certificate is checked by the machine's trust store, or by <see cref="Authority"/>.</summary>
    public bool Tls { get; init; }

    /// <summary>A PEM file with the certificates of authorities to trust in place of the machine's; null = the machine's.</summary>
    public string? Authority { get; init; }
}
