using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Rpm.DeviceSim.Publishing;

namespace Rpm.DeviceSim.Wire;

/// <summary>Makes connections: TCP, TLS where asked for, CONNECT, CONNACK.</summary>
internal sealed class MqttDialler(BrokerAddress broker, MqttVersion version, ushort keepAlive)
{
    private readonly X509Certificate2Collection _authority = LoadAuthority(broker);

    /// <summary>Connects; null with a cause where that failed.</summary>
    public async Task<(IMqttTransport? Transport, string Cause)> ConnectAsync(string clientId, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        IMqttTransport? transport = null;
        try
        {
            await socket.ConnectAsync(broker.Host, broker.Port, cancel);
            transport = broker.Tls ? await SecureAsync(socket, cancel) : new SocketTransport(socket);
            transport.Send(MqttPackets.Connect(version, clientId, broker, keepAlive));
            var buffer = new byte[1_024];
            for (var have = 0; ;)
            {
                var got = await transport.ReceiveAsync(buffer.AsMemory(have), cancel);
                if (got == 0)
                {
                    return Failed(transport, "closed instead of a CONNACK");
                }

                have += got;
                if (MqttAnswer.TryRead(buffer.AsSpan(0, have), out var answer))
                {
                    return answer is { Type: MqttAnswer.ConnAck, Reason: 0 } ? (transport, "") : Failed(transport, $"refused 0x{answer.Reason:x2}");
                }

                if (have == buffer.Length)
                {
                    return Failed(transport, "a CONNACK that does not end");
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or IOException or AuthenticationException or InvalidDataException)
        {
            transport?.Dispose();
            socket.Dispose();
            return (null, failure switch
            {
                SocketException refused => $"not reachable ({refused.SocketErrorCode})",
                AuthenticationException => "TLS: the certificate is not trusted",
                _ => "lost while connecting",
            });
        }
        catch (OperationCanceledException)
        {
            transport?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    private async Task<IMqttTransport> SecureAsync(Socket socket, CancellationToken cancel)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var options = new SslClientAuthenticationOptions { TargetHost = broker.Host };
        if (_authority.Count > 0)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(_authority);
            options.CertificateChainPolicy = policy;
        }

        await stream.AuthenticateAsClientAsync(options, cancel);
        return new TlsTransport(stream, () =>
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // It is closed already.
            }

            socket.Dispose();
        });
    }

    private static X509Certificate2Collection LoadAuthority(BrokerAddress broker)
    {
        var authority = new X509Certificate2Collection();
        if (broker.Authority is { } file)
        {
            authority.ImportFromPemFile(file);
        }

        return authority;
    }

    private static (IMqttTransport?, string) Failed(IMqttTransport transport, string cause)
    {
        transport.Dispose();
        return (null, cause);
    }
}
