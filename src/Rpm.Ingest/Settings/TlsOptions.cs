using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>A server's certificate, as PEM files.</summary>
internal sealed record TlsOptions
{
    [Description("PEM file with the certificate and its chain.")]
    public string? Certificate { get; init; }

    [Description("PEM file with the private key.")]
    public string? Key { get; init; }

    /// <summary>Whether the listener speaks TLS.</summary>
    internal bool Enabled => Certificate is not null && Key is not null;
}
