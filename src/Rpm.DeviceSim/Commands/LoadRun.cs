using System.Globalization;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Terminal;
using Rpm.DeviceSim.Wards;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Commands;

/// <summary>
/// Publishes a ward's readings on schedule over several connections and measures. A reading carries its scheduled time and
/// latency counts from there, so a receiver that stalls cannot hide it by slowing the sender down.
/// </summary>
internal sealed class LoadRun(LoadPlan plan, Face face, TimeProvider time)
{
    private readonly Latencies _latencies = new();

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var sensors = new WardScript(plan.Ward).Sensors.Take(plan.Devices).ToList();
        var publishers = Enumerable.Range(0, plan.Connections).Select(NewPublisher).ToList();
        await using var alerts = new AlertListener(plan.Ward.Broker, plan.Ward.TopicPrefix, sensors.Select(s => s.Device.Id), time);
        var listening = await alerts.TryStartAsync(cancel);
        if (!listening)
        {
            face.Say("warning: cannot listen to alerts; they are not counted");
        }

        foreach (var publisher in publishers)
        {
            publisher.Start();
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var start = time.GetTimestamp();
        var began = Instant.From(time.GetUtcNow());
        string? failure = null;
        try
        {
            var work = Task.WhenAll(publishers.Select((publisher, i) => SendAsync(
                publisher, [.. sensors.Where((_, n) => n % plan.Connections == i)], i, began, start, end)));
            await face.WatchAsync(work, () => ProgressOf(publishers));
        }
        catch (PublisherFailedException failed)
        {
            failure = failed.Message;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Interrupted: drain below.
        }

        failure ??= await DrainAsync(publishers);
        var elapsed = time.GetElapsedTime(start);
        var summary = PublishSummary.Of(publishers.Select(p => p.Counts), elapsed, _latencies);
        foreach (var publisher in publishers)
        {
            await publisher.DisposeAsync();
        }

        var missed = plan.FailP99 is { } limit && !(summary.Latency?.P99 <= limit.TotalMilliseconds);
        var result = new LoadResult(
            sensors.Count, plan.Connections, plan.Ward.Seed, plan.Rate, summary, alerts.Raised, alerts.Latencies.Summarize(),
            _latencies.Doublings().ToDictionary(d => d.UpToMilliseconds.ToString("0.##", CultureInfo.InvariantCulture), d => d.Count),
            missed, cancel.IsCancellationRequested, plan.CommandLine);
        face.Show(result, result.Lines());
        if (failure is not null)
        {
            face.Complain(failure);
        }

        return cancel.IsCancellationRequested ? ExitCode.Interrupted
            : failure is not null || !summary.IsComplete ? ExitCode.Failed
            : missed ? ExitCode.ThresholdMissed
            : ExitCode.Ok;
    }

    private DurablePublisher NewPublisher(int number) => new(
        new DurablePublisherOptions
        {
            Broker = plan.Ward.Broker,
            ClientId = $"sim-run-{Environment.ProcessId}-{number}",
            GiveUpAfter = plan.GiveUpAfter,
            OnSettled = settled => _latencies.Record(settled.Latency),
        },
        time);

    private async Task SendAsync(
        DurablePublisher publisher, IReadOnlyList<WardSensor> sensors, int connection, Instant began, long start, CancellationTokenSource end)
    {
        var schedule = plan.Rate is { } rate ? WardSchedule.Even(sensors, rate / plan.Connections) : WardSchedule.Natural(sensors);
        var number = 0L;
        foreach (var (sensor, due) in schedule)
        {
            if (due > plan.Duration)
            {
                return;
            }

            if (due - time.GetElapsedTime(start) is { Ticks: > 0 } wait)
            {
                await Task.Delay(wait, time, end.Token);
            }

            var reading = sensor.At(began + due, began, plan.Ward.Speed);
            // Two readings of a device may fall into one millisecond at high rates: the id keeps them apart.
            reading.Id = ReadingId.Create(string.Create(CultureInfo.InvariantCulture, $"{began.UnixMilliseconds:x}-{connection:x}-{number++:x}"));
            var topic = ReadingPayload.Topic(plan.Ward.TopicPrefix, sensor.Device.Id, reading.Kind);
            var scheduled = start + (long)(due.TotalSeconds * time.TimestampFrequency);
            try
            {
                await publisher.EnqueueAsync(new PublishFrame(topic, ReadingPayload.Write(reading), 1, scheduled), end.Token);
            }
            catch (PublisherFailedException)
            {
                // The other connections need not go on.
                await end.CancelAsync();
                throw;
            }
        }
    }

    private async Task<string?> DrainAsync(List<DurablePublisher> publishers)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), time);
        try
        {
            await Task.WhenAll(publishers.Select(p => p.DrainAsync(limit.Token)));
            return null;
        }
        catch (OperationCanceledException)
        {
            return "Not everything that was sent was acknowledged within 10 s.";
        }
        catch (PublisherFailedException failed)
        {
            return failed.Message;
        }
    }

    private Progress ProgressOf(List<DurablePublisher> publishers)
    {
        var counts = publishers.ConvertAll(p => p.Counts);
        return new Progress(
            counts.Sum(c => c.Enqueued), counts.Sum(c => c.Acknowledged), counts.Sum(c => c.Refused), null,
            counts.Sum(c => Math.Max(0, c.Connects - 1)), _latencies.Summarize()?.P99);
    }
}
