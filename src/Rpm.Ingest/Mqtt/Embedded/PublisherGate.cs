using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>Who may connect, and when.</summary>
internal sealed class PublisherGate(MqttOptions options, TopicSpace topics, IIntake intake, Links links)
{
    private readonly byte[]? _username = options.Username is { Length: > 0 } name ? Digest(Encoding.UTF8.GetBytes(name)) : null;
    private readonly int _most = options.MaxConnections ?? ConnectionLimit.OfThisProcess;
    private readonly byte[] _password = Digest(Encoding.UTF8.GetBytes(options.Password ?? ""));

    public Task ValidateAsync(ValidatingConnectionEventArgs e)
    {
        e.ReasonCode = Judge(e);
        return Task.CompletedTask;
    }

    private MqttConnectReasonCode Judge(ValidatingConnectionEventArgs e)
    {
        var v5 = e.ProtocolVersion == MqttProtocolVersion.V500;
        if (!IsAuthentic(e.UserName, e.RawPassword))
            return MqttConnectReasonCode.BadUserNameOrPassword;
        if (!intake.IsOpen || links.Count > _most)
            return v5 ? MqttConnectReasonCode.QuotaExceeded : MqttConnectReasonCode.ServerUnavailable;

        var connect = ConnectPacket(e);
        if (connect.WillFlag && topics.FrameTopic(connect.WillTopic) is null)
            return MqttConnectReasonCode.NotAuthorized;
        if (string.IsNullOrEmpty(connect.ClientId))
        {
            // MQTT 3.1.1 section 3.1.3.1: without an id only a clean session is possible; MQTTnet closes on others.
            connect.ClientId = $"auto-{Guid.NewGuid():N}";
            if (v5)
                e.AssignedClientIdentifier = connect.ClientId;
        }

        if (links.Find(e.RemoteEndPoint) is { } link)
        {
            link.SpeaksV5 = v5;
            if (e.ReceiveMaximum is > 0 and < SlowSubscribers.MaxUnacknowledged)
                link.SendWindow = new SemaphoreSlim(e.ReceiveMaximum);
        }

        return MqttConnectReasonCode.Success;
    }

    /// <summary>Takes as long for a wrong name as for a wrong password of any length.</summary>
    private bool IsAuthentic(string? username, byte[]? password)
    {
        if (_username is null)
            return true;
        var name = CryptographicOperations.FixedTimeEquals(Digest(Encoding.UTF8.GetBytes(username ?? "")), _username);
        var word = CryptographicOperations.FixedTimeEquals(Digest(password ?? []), _password);
        return name & word;
    }

    private static byte[] Digest(byte[] secret) => SHA256.HashData(secret);

    /// <summary>The event shows neither the will's topic nor lets a 3.1.1 client go without an id, though the standard does.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_connectPacket")]
    private static extern ref MqttConnectPacket ConnectPacket(ValidatingConnectionEventArgs e);
}
