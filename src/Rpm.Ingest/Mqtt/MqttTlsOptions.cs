namespace Rpm.Ingest.Mqtt;

/// <summary><c>Rpm:Mqtt:Tls:*</c>. Files are PEM and are read once, at start.</summary>
internal sealed record MqttTlsOptions
{
    /// <summary>Embedded: the server's certificate (chain). Broker: the certificate that the engine presents, if the broker asks for one.</summary>
    public string? Certificate { get; init; }

    /// <summary>The private key of <see cref="Certificate"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Broker: speak TLS. Implied by <see cref="Authority"/> and <see cref="Certificate"/>.</summary>
    public bool Enabled { get; init; }

    /// <summary>Broker: the authority that signed the broker's certificate, when the system does not know it.</summary>
    public string? Authority { get; init; }
}
