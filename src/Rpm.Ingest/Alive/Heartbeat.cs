using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alive;

/// <summary>
/// The dead-man's switch: while this engine judges readings it says so, on <c>status/{instance}</c> (not retained) and to an
/// address outside; whoever watches raises the alarm when it falls silent. It says so only while a synthetic reading has come
/// through recently: a process that is up but no longer judges is dead. A broker or an address that fails or hangs does not
/// hold the other back, and no other trouble (a lagging sink) does more than show in the document.
/// </summary>
internal sealed partial class Heartbeat(
    HeartbeatSettings settings, string version, IIntake intake, Func<SyntheticState> synthetic, Func<IReadOnlyList<FollowerLag>> followers,
    IMqttOutlet outlet, HttpClient http, TimeProvider time, ILogger<Heartbeat> logger) : BackgroundService
{
    private readonly long _started = time.GetTimestamp();
    private long _topicFailures;
    private long _urlFailures;
    private HeartbeatState _state = new(0, 0, 0, 0, null);
    private bool? _beating;
    private volatile bool _urlFailing;

    /// <summary>Whether the URL did not take the last heartbeat that was sent to it.</summary>
    public bool UrlFailing => _urlFailing;

    /// <summary>As it stands now.</summary>
    public HeartbeatState State => Volatile.Read(ref _state) with
    {
        TopicFailures = Interlocked.Read(ref _topicFailures),
        UrlFailures = Interlocked.Read(ref _urlFailures),
    };

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Interval, time);
        try
        {
            do
            {
                await BeatAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped: silence is the message.
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        var now = Instant.From(time.GetUtcNow());
        var path = synthetic();
        // A pass in the future means that the clock was put back: it proves nothing, and the next reading is a minute away.
        var beating = path.LastPassed is { } passed && passed <= now && now - passed <= settings.MaxAge;
        if (beating != _beating)
        {
            // At start nothing has passed yet, which is no news until it lasts.
            if (beating)
            {
                Log.Beating(logger);
                _beating = true;
            }
            else if (_beating is true || time.GetElapsedTime(_started) > settings.MaxAge)
            {
                Log.Withheld(logger, settings.MaxAge.TotalSeconds);
                _beating = false;
            }
        }

        if (!beating)
        {
            Volatile.Write(ref _state, _state with { Withheld = _state.Withheld + 1 });
            return;
        }

        var document = Document(now, path);
        using var deadline = new CancellationTokenSource(settings.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await Task.WhenAll(PublishAsync(document, either.Token), PingAsync(document, either.Token));
        cancellationToken.ThrowIfCancellationRequested();
        Volatile.Write(ref _state, _state with { Sent = _state.Sent + 1, LastSent = now });
    }

    private async Task PublishAsync(byte[] document, CancellationToken cancellationToken)
    {
        try
        {
            await outlet.PublishAsync($"status/{settings.Instance}", document, retain: false, cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is MqttOutletException or OperationCanceledException)
        {
            Interlocked.Increment(ref _topicFailures);
            Log.TopicFailed(logger, exception.GetType().Name);
        }
    }

    private async Task PingAsync(byte[] document, CancellationToken cancellationToken)
    {
        if (settings.Url is null)
        {
            return;
        }

        try
        {
            using var request = new HttpRequestMessage(settings.Post ? HttpMethod.Post : HttpMethod.Get, settings.Url);
            if (settings.Post)
            {
                request.Content = new ByteArrayContent(document) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            _urlFailing = !response.IsSuccessStatusCode;
            if (!response.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref _urlFailures);
                Log.UrlFailed(logger, "refused", (int)response.StatusCode);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            _urlFailing = true;
            Interlocked.Increment(ref _urlFailures);
            Log.UrlFailed(logger, exception.GetType().Name, null);
        }
    }

    private byte[] Document(Instant now, SyntheticState path)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("instance", settings.Instance);
            writer.WriteString("version", version);
            writer.WriteString("time", now.ToString());
            writer.WriteNumber("uptimeSeconds", (long)time.GetElapsedTime(_started).TotalSeconds);
            writer.WriteBoolean("intakeOpen", intake.IsOpen);
            writer.WriteStartObject("synthetic");
            writer.WriteBoolean("degraded", path.Degraded);
            writer.WriteString("lastPassed", path.LastPassed?.ToString());
            WriteSeconds(writer, "commitSeconds", path.CommitSeconds);
            WriteSeconds(writer, "judgedSeconds", path.JudgedSeconds);
            writer.WriteEndObject();
            writer.WriteStartArray("followers");
            foreach (var follower in followers())
            {
                writer.WriteStartObject();
                writer.WriteString("name", follower.Name);
                writer.WriteNumber("pending", follower.Pending);
                WriteSeconds(writer, "lagSeconds", follower.LagSeconds);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteSeconds(Utf8JsonWriter writer, string name, double? seconds)
    {
        if (seconds is { } known && double.IsFinite(known))
        {
            writer.WriteNumber(name, Math.Round(known, 6));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
