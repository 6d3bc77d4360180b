using System.Buffers;
using System.Buffers.Text;

namespace Rpm.Ingest.Mqtt.External;

/// <summary>
/// Watches the broker's own count of dropped messages. A broker that drops has already acknowledged to the publisher, so this
/// count is the only trace of the loss.
/// </summary>
internal sealed partial class BrokerDropWatch(MqttMetrics metrics, ILogger<BrokerDropWatch> logger)
{
    /// <summary>Of mosquitto: messages dropped because of queue limits, since the broker started.</summary>
    public const string Topic = "$SYS/broker/publish/messages/dropped";

    private long _last = -1;

    /// <summary>The count grew: by how much, and what it is now. Called on the connection's task; must return at once.</summary>
    public event Action<long, long>? Grew;

    /// <summary>Messages dropped since the engine watches.</summary>
    public long Dropped { get; private set; }

    /// <summary>
    /// A value of the counter, as text. A first value that was retained is only the starting point: those losses are older. A first
    /// value that comes as a change is a loss of now; how much of it cannot be known, so all of it counts.
    /// </summary>
    public void Observe(ReadOnlySequence<byte> payload, bool retained)
    {
        var text = payload.ToArray();
        if (!Utf8Parser.TryParse(text, out long total, out var used) || used != text.Length)
            return;
        // Less than before: the broker was restarted and counts from zero.
        var before = _last < 0 && retained ? total : _last < 0 || total < _last ? 0 : _last;
        var grown = total - before;
        if (_last < 0 && before > 0)
            LogBefore(before);
        _last = total;
        if (grown == 0)
            return;
        Dropped += grown;
        metrics.BrokerDropped(grown);
        LogDropped(grown, total);
        Grew?.Invoke(grown, total);
    }

    [LoggerMessage(2060, LogLevel.Critical, "The MQTT broker dropped {Grown} messages that it had acknowledged ({Total} since it started). Readings are lost: see docs/broker.md for its queue settings.")]
    private partial void LogDropped(long grown, long total);

    [LoggerMessage(2061, LogLevel.Warning, "The MQTT broker has dropped {Total} messages before the engine connected.")]
    private partial void LogBefore(long total);
}
