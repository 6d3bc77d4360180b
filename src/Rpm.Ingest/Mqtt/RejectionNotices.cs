using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Mqtt;

/// <summary>
/// Tells publishers on <c>down/{publisherId}/rejected</c> what became of readings that went to quarantine. A courtesy: the
/// quarantine itself is the record, so a notice that cannot be sent is counted and dropped, and no acknowledgement waits for one.
/// </summary>
internal sealed partial class RejectionNotices(IMqttOutlet outlet, MqttMetrics metrics, ILogger<RejectionNotices> logger) : BackgroundService
{
    private const int Capacity = 4096;

    private readonly Channel<(string Client, Instant Received, Rejection Rejection)> _channel =
        Channel.CreateBounded<(string, Instant, Rejection)>(new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Queues a notice for every quarantined element of an MQTT frame. Never waits.</summary>
    public void Offer(Frame frame, FrameOutcome outcome)
    {
        if (frame.Source != FrameSource.Mqtt)
            return;
        for (var i = 0; i < outcome.Quarantined.Count; i++)
        {
            if (outcome.Quarantined[i].Reason == RejectReason.Waiting)
                continue; // it will be used
            if (!_channel.Writer.TryWrite((frame.Client, frame.Received, outcome.Quarantined[i])))
            {
                metrics.NoticeLost(outcome.Quarantined.Count - i);
                return;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (client, received, rejection) in _channel.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await outlet.PublishAsync($"down/{TopicSpace.PublisherId(client)}/rejected", Payload(received, rejection), retain: false, stoppingToken);
            }
            catch (MqttOutletException e)
            {
                metrics.NoticeLost();
                LogNotSent(e.Message);
            }
        }
    }

    /// <summary>The contract's JSON; members that are not known are null.</summary>
    internal static ReadOnlyMemory<byte> Payload(Instant received, Rejection rejection)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("reason", RejectReasons.Code(rejection.Reason));
            json.WriteString("detail", rejection.Detail);
            json.WriteString("device", rejection.Device);
            json.WriteString("kind", rejection.Kind is { } kind ? KindWord(kind) : null);
            json.WriteString("time", rejection.Time?.ToString());
            json.WriteNumber("index", rejection.Index);
            json.WriteString("id", rejection.Id);
            json.WriteString("received", received.ToString());
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static string KindWord(Kind kind) => JsonNamingPolicy.KebabCaseLower.ConvertName(kind.ToString());

    [LoggerMessage(2000, LogLevel.Debug, "A notice of a rejected reading was not sent: {Reason}")]
    private partial void LogNotSent(string reason);
}
