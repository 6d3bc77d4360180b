using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Formatter;

namespace Rpm.DeviceSim.Publishing;

/// <summary>An address as the options of an MQTT client.</summary>
internal static class BrokerOptions
{
    /// <summary>MQTT 5 to this broker, with its credentials and certificates.</summary>
    public static MqttClientOptionsBuilder For(BrokerAddress broker, string clientId)
    {
        var builder = new MqttClientOptionsBuilder()
            .WithClientId(clientId)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithTcpServer(broker.Host, broker.Port);
        if (broker.Username is { } name)
        {
            builder = builder.WithCredentials(name, broker.Password ?? "");
        }

        if (broker.Tls)
        {
            builder = builder.WithTlsOptions(tls =>
            {
                tls.UseTls();
                if (broker.Authority is { } file)
                {
                    var authority = new X509Certificate2Collection();
                    authority.ImportFromPemFile(file);
                    tls.WithTrustChain(authority);
                    tls.WithRevocationMode(X509RevocationMode.NoCheck);
                }
            });
        }

        return builder;
    }
}
