using System.Diagnostics;
using System.Globalization;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Reports;
using Rpm.DeviceSim.Terminal;
using Rpm.DeviceSim.Wire;

namespace Rpm.DeviceSim.Load;

/// <summary>Searches the highest rate that a target keeps up with, its latency within a limit.</summary>
internal sealed class FindMax(LoadPlan plan, TimeSpan trial, TimeSpan p99, Face face, TimeProvider time)
{
    /// <summary>Part of the wanted rate that must be acknowledged by the end of a trial.</summary>
    private const double Enough = 0.97;

    public async Task<FindMaxResult> RunAsync(CancellationToken cancel)
    {
        var fleet = new LoadFleet(plan with { Probes = 0 });
        var (trials, ceiling, cpu, failure) = (new List<RateTrial>(), 0.0, 0.0, (string?)null);
        await using var generator = new LoadGenerator(fleet.Settings, fleet.Sources, time);
        try
        {
            await generator.ConnectAsync(cancel);
            fleet.Prepare(RunClock.Of(time).Began);
            await FloodAsync(generator, fleet, cancel);
            (ceiling, cpu) = await FloodAsync(generator, fleet, cancel);
            face.Say(string.Create(CultureInfo.InvariantCulture, $"ceiling {ceiling:f0}/s"));
            while (!cancel.IsCancellationRequested && RateSearch.Next(trials, ceiling) is { } rate)
            {
                var tried = await TryAsync(generator, fleet, rate, cancel);
                trials.Add(tried);
                face.Say(string.Create(CultureInfo.InvariantCulture, $"{(tried.Held ? "held" : "not held")}: {rate:f0}/s wanted, {tried.Reached:f0}/s reached, p99 {tried.P99:f1} ms"));
            }
        }
        catch (PublisherFailedException failed)
        {
            failure = failed.Message;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Interrupted: what was found so far is said.
        }

        return new FindMaxResult(
            RateSearch.Best(trials), ceiling, cpu, p99.TotalMilliseconds, trial.TotalSeconds,
            new RunTarget(
                $"{plan.Broker.Host}:{plan.Broker.Port}", plan.Broker.Tls, plan.Version == MqttVersion.V5 ? "5" : "3.1.1", plan.Qos,
                plan.Format.ToString().ToLowerInvariant(), plan.Batch, fleet.Sensors.Count, generator.Connections.Count),
            trials, failure, cancel.IsCancellationRequested, plan.CommandLine);
    }

    private async Task<(double PerSecond, double CpuMicroseconds)> FloodAsync(LoadGenerator generator, LoadFleet fleet, CancellationToken cancel)
    {
        var clock = RunClock.Of(time);
        fleet.Flood(generator, clock.Began, trial);
        var (before, used) = (generator.Counts, Process.GetCurrentProcess().TotalProcessorTime);
        await generator.RunAsync(clock, flood: true, trial, TimeSpan.Zero, cancel);
        var (after, seconds) = (generator.Counts, time.GetElapsedTime(clock.Start).TotalSeconds);
        used = Process.GetCurrentProcess().TotalProcessorTime - used;
        await DrainAsync(generator);
        return ((after.AcknowledgedReadings - before.AcknowledgedReadings) / seconds, used.TotalMicroseconds / Math.Max(1, after.Sent - before.Sent));
    }

    private async Task<RateTrial> TryAsync(LoadGenerator generator, LoadFleet fleet, double rate, CancellationToken cancel)
    {
        generator.Measures.Latency.Reset();
        var clock = RunClock.Of(time);
        fleet.Schedule(generator, clock.Began, RateProfile.Even(rate, trial), trial);
        var before = generator.Counts.AcknowledgedReadings;
        await generator.RunAsync(clock, flood: false, trial, TimeSpan.FromMilliseconds(50), cancel);
        var reached = (generator.Counts.AcknowledgedReadings - before) / trial.TotalSeconds;
        await DrainAsync(generator);
        var latency = LatencyReport.Of(generator.Measures.Latency.Copy());
        return new RateTrial(rate, reached, latency?.P99, reached >= rate * Enough && latency?.P99 <= p99.TotalMilliseconds);
    }

    private static async Task DrainAsync(LoadGenerator generator)
    {
        if (!await generator.DrainAsync(TimeSpan.FromSeconds(60)))
        {
            throw new PublisherFailedException("Not everything that was sent was acknowledged within 60 s.");
        }
    }
}
