using System.Diagnostics;
using System.Globalization;
using Rpm.DeviceSim.Commands;
using Rpm.DeviceSim.Engines;
using Rpm.DeviceSim.Faults;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Reports;
using Rpm.DeviceSim.Scenarios;
using Rpm.DeviceSim.Terminal;
using Rpm.DeviceSim.Wards;
using Rpm.DeviceSim.Wire;

namespace Rpm.DeviceSim.Load;

/// <summary>
/// Publishes a ward's readings on schedule and measures. A reading carries its scheduled time and latency counts from there, so a receiver
/// that stalls cannot hide it by slowing the sender down.
/// </summary>
internal sealed class LoadRun(LoadPlan plan, Face face, TimeProvider time)
{
    /// <summary>Runs the plan.</summary>
    /// <exception cref="EngineUnreachableException">The engine was to be asked and does not answer.</exception>
    public async Task<RunReport> RunAsync(CancellationToken cancel)
    {
        var fleet = new LoadFleet(plan);
        using var engine = plan.Engine is { } url ? new EngineClient(url, plan.Token, time) : null;
        var before = engine is null ? null : await engine.StatusAsync(cancel);
        await using var alerts = new AlertListener(plan.Broker, plan.Ward.TopicPrefix, fleet.Sensors.Concat(fleet.Probes).Select(s => s.Device.Id), time);
        var listening = await alerts.TryStartAsync(cancel);
        if (!listening)
        {
            face.Say("warning: cannot listen to alerts; they are not counted");
        }

        await using var generator = new LoadGenerator(fleet.Settings, fleet.Sources, time);
        string? failure = null;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = RunClock.Of(time);
        var (sampler, director) = (new SliceSampler(generator, plan.Rate, clock, time), (FaultDirector?)null);
        using var over = new CancellationTokenSource();
        var sampling = Task.CompletedTask;
        try
        {
            await face.WatchAsync(generator.ConnectAsync(cancel), () => Connecting(generator));
            fleet.Prepare(clock.Began);
            clock = RunClock.Of(time);
            fleet.Schedule(generator, clock.Began, plan.Rate, plan.Duration);
            director = plan.Faults is { Faults.Count: > 0 } faults ? new FaultDirector(faults, [.. generator.Connections.Take(fleet.LoadConnections)], clock, time) : null;
            sampler = new SliceSampler(generator, plan.Rate, clock, time);
            sampling = Task.WhenAll(sampler.RunAsync(over.Token), Quietly(director?.RunAsync(over.Token)));
            await face.WatchAsync(generator.RunAsync(clock, flood: false, plan.Duration, plan.Drain, cancel), () => ProgressOf(generator, sampler, alerts, clock));
        }
        catch (PublisherFailedException failed)
        {
            failure = failed.Message;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Interrupted while connecting.
        }

        var elapsed = time.GetElapsedTime(clock.Start);
        var unsent = cancel.IsCancellationRequested ? 0 : Unsent(generator, fleet, elapsed);
        var drained = failure is not null || await generator.DrainAsync(plan.Drain);
        elapsed = plan.Duration < elapsed ? Later(plan.Duration.Value, time.GetElapsedTime(clock.Start)) : time.GetElapsedTime(clock.Start);
        await over.CancelAsync();
        await sampling;
        sampler.Finish();
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        var heardUntil = await ListenOnAsync(fleet, alerts, clock, listening, cancel);
        var (account, silence) = engine is null || before is null ? (null, null) : await AccountAsync(engine, before, generator.Counts, failure is not null);
        failure ??= silence;
        failure ??= drained ? null : string.Create(CultureInfo.InvariantCulture, $"Not everything that was sent was acknowledged within {plan.Drain.TotalSeconds:0} s.");
        return Report(generator, fleet, alerts, sampler, director, new Outcome(clock, elapsed, unsent, cpu, account, failure, listening && !alerts.IsLost, heardUntil, cancel.IsCancellationRequested));
    }

    private static async Task Quietly(Task? task)
    {
        try
        {
            await (task ?? Task.CompletedTask);
        }
        catch (OperationCanceledException)
        {
            // The run was over before the last fault.
        }
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    // What was due and is not sent: the arrivals know.
    private static long Unsent(LoadGenerator generator, LoadFleet fleet, TimeSpan elapsed)
    {
        var unsent = 0L;
        foreach (var connection in generator.Connections.Take(fleet.LoadConnections))
        {
            while (connection.Arrivals is { } arrivals && arrivals.TryPeek(elapsed, out _))
            {
                arrivals.Take();
                unsent++;
            }
        }

        return unsent;
    }

    // The last readings' alerts are on their way; scenarios are waited for to their end.
    private async Task<DateTimeOffset> ListenOnAsync(LoadFleet fleet, AlertListener alerts, RunClock clock, bool listening, CancellationToken cancel)
    {
        var began = clock.Began.ToDateTimeOffset();
        var last = fleet.Probes.Count > 0 ? TimeSpan.FromSeconds(2) : TimeSpan.Zero;
        var start = time.GetTimestamp();
        while (listening && !cancel.IsCancellationRequested && !alerts.IsLost)
        {
            var verdicts = Judge(fleet, alerts, clock, time.GetUtcNow());
            var open = verdicts.Where(v => v.Outcome == "pending" && v.By is not null && v.From <= (time.GetUtcNow() - began).TotalSeconds).ToList();
            var raising = (long)Math.Floor((plan.Duration ?? TimeSpan.Zero) / (ProbeWard.Interval * 3)) * fleet.Probes.Count;
            if (open.Count == 0 && (fleet.Probes.Count == 0 || alerts.Raised >= raising || time.GetElapsedTime(start) > last))
            {
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, CancellationToken.None);
        }

        return time.GetUtcNow();
    }

    // An engine that is gone is a result too: the report says so.
    private async Task<(EngineAccount? Account, string? Failure)> AccountAsync(EngineClient engine, EngineStatus before, ConnectionCounts counts, bool failed)
    {
        // With QoS 0 nobody says what arrived: it is given a while.
        var expected = before.Received + (plan.Qos == 0 ? counts.SentReadings : counts.AcknowledgedReadings);
        face.Say("waiting for the engine's followers to catch up");
        try
        {
            var after = await engine.SettledAsync(expected, TimeSpan.FromSeconds(failed ? 2 : plan.Qos == 0 ? 10 : 60), CancellationToken.None);
            return (new EngineAccount(before, after, plan.Qos == 0 ? 0 : counts.AcknowledgedReadings), null);
        }
        catch (EngineUnreachableException gone)
        {
            return (null, gone.Message);
        }
    }

    private IReadOnlyList<AlertVerdict> Judge(LoadFleet fleet, AlertListener alerts, RunClock clock, DateTimeOffset until) => plan.Ward.Scenarios.Count == 0
        ? []
        : ScenarioJudge.Judge(fleet.Sensors, alerts.Heard, plan.Ward.Speed, clock.Began.ToDateTimeOffset(), until);

    private RunReport Report(
        LoadGenerator generator, LoadFleet fleet, AlertListener alerts, SliceSampler sampler, FaultDirector? director, Outcome outcome)
    {
        var (counts, measures) = (generator.Counts, generator.Measures);
        var latency = LatencyReport.Of(measures.Latency.Copy());
        var alertLatency = LatencyReport.Of(alerts.Latency.Copy());
        var perSecond = outcome.Elapsed > TimeSpan.Zero ? (plan.Qos == 0 ? counts.SentReadings : counts.AcknowledgedReadings) / outcome.Elapsed.TotalSeconds : 0;
        return new RunReport(
            RunReport.CurrentSchema, plan.CommandLine, plan.Ward.Seed, outcome.Clock.Began.ToDateTimeOffset(), outcome.Elapsed.TotalSeconds,
            new RunTarget(
                $"{plan.Broker.Host}:{plan.Broker.Port}", plan.Broker.Tls, plan.Version == MqttVersion.V5 ? "5" : "3.1.1", plan.Qos,
                plan.Format.ToString().ToLowerInvariant(), plan.Batch, fleet.Sensors.Count + fleet.Probes.Count, generator.Connections.Count),
            plan.Rate?.Mean,
            new PublishReport(
                counts.Sent + outcome.Unsent, counts.Sent, counts.SentReadings, outcome.Unsent, counts.Silent, counts.Acknowledged, counts.AcknowledgedReadings, counts.Refused,
                counts.Open, counts.Resent, Math.Max(0, counts.Connects - generator.Connections.Count), perSecond,
                new SortedDictionary<string, long>(measures.Reasons.ToDictionary(r => $"0x{r.Key:x2}", r => r.Value), StringComparer.Ordinal),
                new SortedDictionary<string, long>(measures.Drops, StringComparer.Ordinal)),
            latency,
            new AlertReport(outcome.Listened, alerts.Raised, alertLatency, Judge(fleet, alerts, outcome.Clock, outcome.HeardUntil)),
            director?.Counts.ByName() ?? [],
            new GeneratorReport(1, outcome.Cpu.TotalSeconds, counts.Sent == 0 ? 0 : outcome.Cpu.TotalMicroseconds / counts.Sent, LatencyReport.Of(measures.SendLag.Copy())),
            outcome.Account, plan.Limits.Check(latency, alertLatency, perSecond, plan.Rate?.Mean), sampler.Slices, outcome.Interrupted, outcome.Failure);
    }

    private static Progress Connecting(LoadGenerator generator)
    {
        var made = generator.Connections.Count(c => c.IsConnected);
        return new Progress(0, 0, 0, null, 0, null) { Note = string.Create(CultureInfo.InvariantCulture, $"connecting: {made} of {generator.Connections.Count}") };
    }

    private Progress ProgressOf(LoadGenerator generator, SliceSampler sampler, AlertListener alerts, RunClock clock)
    {
        var (counts, slices) = (generator.Counts, sampler.Slices);
        var elapsed = time.GetElapsedTime(clock.Start);
        return new Progress(
            counts.Sent, plan.Qos == 0 ? counts.Sent : counts.Acknowledged, counts.Refused, null, Math.Max(0, counts.Connects - generator.Connections.Count),
            slices.Count > 0 ? slices[^1].P99 : null)
        {
            Elapsed = elapsed,
            Length = plan.Duration,
            TargetRate = plan.Rate?.RateAt(elapsed),
            Rates = [.. slices.TakeLast(60).Select(s => (plan.Qos == 0 ? s.Sent : s.Acknowledged) / s.Seconds)],
            P50Milliseconds = slices.Count > 0 ? slices[^1].P50 : null,
            Alerts = alerts.Raised,
            Drops = new SortedDictionary<string, long>(generator.Measures.Drops, StringComparer.Ordinal),
        };
    }

    private sealed record Outcome(
        RunClock Clock, TimeSpan Elapsed, long Unsent, TimeSpan Cpu, EngineAccount? Account, string? Failure, bool Listened, DateTimeOffset HeardUntil, bool Interrupted);
}
