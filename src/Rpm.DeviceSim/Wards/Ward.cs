using Rpm.DeviceSim.Publishing;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Wards;

/// <summary>
/// A small simulated ward: invented patients whose cuffs, oximeters and glucose sensors publish over MQTT like any gateway.
/// Every reading is marked <c>test</c> and carries the time at which it is sent.
/// </summary>
public sealed class Ward
{
    private const int HistoryArray = 96;

    private readonly WardOptions _options;
    private readonly TimeProvider _time;
    private readonly WardScript _script;

    /// <summary>Admits the patients; nothing is published before <see cref="RunAsync"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No patients, or a speed that is not positive.</exception>
    /// <exception cref="TimeZoneNotFoundException">The zone is not known.</exception>
    public Ward(WardOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _script = new WardScript(options);
    }

    /// <summary>The patients and their devices, for the registry of the engine.</summary>
    public IReadOnlyList<WardPatient> Patients => _script.Patients;

    /// <summary>
    /// Publishes until cancelled: first the history, then live. Reconnects for as long as it takes and resends what was not
    /// acknowledged. Returns when cancelled.
    /// </summary>
    /// <exception cref="PublisherFailedException">The broker refuses the ward for good (credentials, client id).</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        await using var publisher = new DurablePublisher(
            new DurablePublisherOptions { Broker = _options.Broker, ClientId = _options.ClientId, MaxUnacknowledged = 10_000 }, _time);
        publisher.Start();
        try
        {
            var start = Instant.From(_time.GetUtcNow());
            foreach (var frame in History(start))
            {
                await publisher.EnqueueAsync(frame, cancel);
            }

            await LiveAsync(publisher, start, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The ordinary end.
        }
    }

    /// <summary>The past of every sensor in arrays, oldest first.</summary>
    internal IEnumerable<PublishFrame> History(Instant start)
    {
        if (_options.History <= TimeSpan.Zero)
        {
            yield break;
        }

        foreach (var sensor in _script.Sensors)
        {
            var readings = new List<Reading>();
            for (var time = start - _options.History; time < start; time += sensor.HistoryInterval)
            {
                if (sensor.At(time, start, _options.Speed, ReadingFlags.Backfill) is { } past)
                {
                    readings.Add(past);
                }
            }

            foreach (var part in readings.Chunk(HistoryArray))
            {
                yield return new PublishFrame(TopicOf(sensor), ReadingPayload.WriteArray(part), part.Length);
            }
        }
    }

    private async Task LiveAsync(DurablePublisher publisher, Instant start, CancellationToken cancel)
    {
        foreach (var (sensor, due) in WardSchedule.Natural(_script.Sensors))
        {
            var wait = start + due - Instant.From(_time.GetUtcNow());
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, cancel);
            }

            cancel.ThrowIfCancellationRequested();
            var now = Instant.From(_time.GetUtcNow());
            if (now - (start + due) > sensor.Interval)
            {
                // A machine that slept does not make up for what it missed.
                continue;
            }

            if (sensor.At(now, start, _options.Speed) is { } reading)
            {
                await publisher.EnqueueAsync(new PublishFrame(TopicOf(sensor), ReadingPayload.Write(reading)), cancel);
            }
        }
    }

    private string TopicOf(WardSensor sensor) => ReadingPayload.Topic(_options.TopicPrefix, sensor.Device.Id, sensor.Sign.Kind);
}
