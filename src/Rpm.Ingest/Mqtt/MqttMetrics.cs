using System.Diagnostics.Metrics;

namespace Rpm.Ingest.Mqtt;

/// <summary>The instruments of MQTT in and out.</summary>
internal sealed class MqttMetrics : IDisposable
{
    public const string MeterName = "Rpm.Ingest.Mqtt";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _frames;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _closed;
    private readonly Counter<long> _slowSubscribers;
    private readonly Counter<long> _noticesLost;
    private readonly Counter<long> _brokerDropped;
    private readonly KeyValuePair<string, object?>[] _qos = [new("qos", 0), new("qos", 1), new("qos", 2)];

    public MqttMetrics()
    {
        _frames = _meter.CreateCounter<long>("rpm.mqtt.frames", "{frame}", "Publishes taken as frames, by quality of service; 0 may be lost on the way.");
        _refused = _meter.CreateCounter<long>("rpm.mqtt.refused", "{publish}", "Publishes outside the topics that anyone may publish to.");
        _closed = _meter.CreateCounter<long>("rpm.mqtt.closed", "{connection}", "Connections the engine closed, by reason.");
        _slowSubscribers = _meter.CreateCounter<long>("rpm.mqtt.slow_subscribers", "{session}", "Subscribers disconnected because they did not keep up.");
        _noticesLost = _meter.CreateCounter<long>("rpm.mqtt.rejected_notices.lost", "{notice}", "Notices to publishers of rejected readings that were not sent.");
        _brokerDropped = _meter.CreateCounter<long>("rpm.mqtt.broker.dropped", "{message}", "Messages the external broker says it dropped.");
    }

    public void Frame(int qos) => _frames.Add(1, _qos[qos]);

    public void Refused() => _refused.Add(1);

    public void Closed(string reason) => _closed.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void SlowSubscriber() => _slowSubscribers.Add(1);

    public void NoticeLost(long count = 1) => _noticesLost.Add(count);

    public void BrokerDropped(long count) => _brokerDropped.Add(count);

    public void Dispose() => _meter.Dispose();
}
