using System.Collections.Concurrent;
using System.Text.Json;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Terminal;
using Rpm.Telemetry;
using Rpm.Telemetry.Traces;

namespace Rpm.DeviceSim.Commands;

/// <summary>Publishes a joined trace, waits for every PUBACK and accounts for every row.</summary>
internal sealed class Replay(ReplayPlan plan, Face face, TimeProvider time)
{
    /// <summary>Default <c>Rpm:Readings:MaxAge</c> of the engine.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(400);

    private readonly Latencies _latencies = new();
    private readonly ConcurrentDictionary<string, long> _reported = new(StringComparer.Ordinal);

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var clock = new TraceClock(plan.Zone, plan.Shift);
        var readings = clock.Apply(plan.Trace.Readings);
        Announce(readings, clock);
        var clientId = $"sim-replay-{Environment.ProcessId}";
        var start = time.GetTimestamp();
        await using var publisher = new DurablePublisher(
            new DurablePublisherOptions
            {
                Broker = plan.Broker,
                ClientId = clientId,
                GiveUpAfter = plan.GiveUpAfter,
                // What waits here counts into the latency: a little more than what may be in flight.
                MaxUnacknowledged = 2_000,
                ReportTopic = $"{plan.TopicPrefix}/down/{clientId}/rejected",
                OnReport = CountReport,
                OnSettled = settled => _latencies.Record(settled.Latency),
            },
            time);
        publisher.Start();
        string? failure = null;
        try
        {
            await face.WatchAsync(PublishAsync(publisher, readings, start, cancel), () => ProgressOf(publisher, readings.Count));
        }
        catch (PublisherFailedException failed)
        {
            failure = failed.Message;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            failure = await DrainAsync(publisher);
        }

        var elapsed = time.GetElapsedTime(start);
        if (failure is null)
        {
            await SettleReportsAsync();
        }

        var result = Summarize(readings, clock, PublishSummary.Of([publisher.Counts], elapsed, _latencies), cancel.IsCancellationRequested);
        face.Show(result, result.Lines());
        if (failure is not null)
        {
            face.Complain(failure);
        }

        return cancel.IsCancellationRequested ? ExitCode.Interrupted
            : failure is null && result.Publish.IsComplete ? ExitCode.Ok
            : ExitCode.Failed;
    }

    private async Task PublishAsync(DurablePublisher publisher, IReadOnlyList<TimedReading> readings, long start, CancellationToken cancel)
    {
        foreach (var reading in readings)
        {
            var scheduled = 0L;
            if (plan.Speed is { } speed)
            {
                var due = (reading.Time - readings[0].Time) / speed;
                scheduled = start + (long)(due.TotalSeconds * time.TimestampFrequency);
                if (due - time.GetElapsedTime(start) is { Ticks: > 0 } wait)
                {
                    await Task.Delay(wait, time, cancel);
                }
            }

            await publisher.EnqueueAsync(FrameOf(reading, scheduled), cancel);
        }

        await publisher.DrainAsync(cancel);
    }

    private PublishFrame FrameOf(in TimedReading timed, long scheduled)
    {
        var device = plan.DevicePrefix + timed.Source.Device;
        var reading = new Reading
        {
            Device = device,
            Kind = timed.Source.Kind,
            Time = timed.Time,
            OffsetMinutes = timed.OffsetMinutes,
            User = -1,
            Values = timed.Source.Values,
        };
        return new PublishFrame(ReadingPayload.Topic(plan.TopicPrefix, device, reading.Kind), ReadingPayload.Write(reading), 1, scheduled);
    }

    private void Announce(IReadOnlyList<TimedReading> readings, TraceClock clock)
    {
        var now = Instant.From(time.GetUtcNow());
        face.Say($"{plan.Name}: {plan.Trace.Rows} rows, {readings.Count} readings; local times taken as {plan.Zone.Id}");
        var old = readings.Count(r => now - r.Time > MaxAge);
        if (old > 0)
        {
            face.Say($"warning: {old} readings are older than {MaxAge.TotalDays:f0} days; an engine with the default Rpm:Readings:MaxAge quarantines them (time-too-old)");
        }

        var future = readings.Count(r => r.Time - now > TimeSpan.FromMinutes(5));
        if (future > 0)
        {
            face.Say($"warning: {future} readings lie in the future; an engine quarantines them (time-in-future)");
        }

        if (clock.Skipped + clock.Ambiguous > 0)
        {
            face.Say($"warning: {clock.Skipped} local times do not exist in {plan.Zone.Id}, {clock.Ambiguous} exist twice");
        }
    }

    private async Task<string?> DrainAsync(DurablePublisher publisher)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), time);
        try
        {
            await publisher.DrainAsync(limit.Token);
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

    // The receiver reports after it acknowledges: wait until it has been still for a moment, at most two seconds.
    private async Task SettleReportsAsync()
    {
        for (var (i, before) = (0, -1L); i < 8; i++)
        {
            var heard = _reported.Values.Sum();
            if (heard == before)
            {
                return;
            }

            before = heard;
            await Task.Delay(TimeSpan.FromMilliseconds(250), time);
        }
    }

    private void CountReport(ReadOnlyMemory<byte> payload)
    {
        string reason;
        try
        {
            using var report = JsonDocument.Parse(payload);
            reason = report.RootElement.TryGetProperty("reason", out var text) ? text.GetString() ?? "?" : "?";
        }
        catch (JsonException)
        {
            reason = "?";
        }

        _reported.AddOrUpdate(reason, 1, static (_, n) => n + 1);
    }

    private Progress ProgressOf(DurablePublisher publisher, long total)
    {
        var counts = publisher.Counts;
        return new Progress(counts.Enqueued, counts.Acknowledged, counts.Refused, total, Math.Max(0, counts.Connects - 1), _latencies.Summarize()?.P99);
    }

    private ReplayResult Summarize(IReadOnlyList<TimedReading> readings, TraceClock clock, PublishSummary publish, bool interrupted) => new(
        plan.Name,
        plan.Trace.Rows,
        plan.Trace.Readings.Sum(r => r.Rows),
        new SortedDictionary<string, int>(plan.Trace.Readings.GroupBy(r => Kinds.Name(r.Kind)).ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal),
        new SortedDictionary<string, int>(plan.Trace.Skipped.GroupBy(s => $"{s.Reason}: {s.Detail}").ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal),
        readings.Select(r => r.Source.Device).Distinct(StringComparer.Ordinal).Count(),
        plan.Zone.Id,
        readings.Count == 0 ? "" : readings[0].Time.ToString(),
        readings.Count == 0 ? "" : readings[^1].Time.ToString(),
        clock.Skipped,
        clock.Ambiguous,
        publish,
        new SortedDictionary<string, long>(_reported, StringComparer.Ordinal),
        interrupted,
        plan.CommandLine);
}
