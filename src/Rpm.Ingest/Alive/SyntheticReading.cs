using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alive;

/// <summary>
/// Once a minute a test reading of the engine's own goes the whole way that a patient's goes: door, decoding, journal, monitor.
/// What it measures is therefore the delay that a real reading meets, and when it does not come through, neither do they.
/// </summary>
/// <param name="journalHead">
/// Position of the newest entry that is durable in the journal. Read after the receipt it is at or behind the reading's own.
/// </param>
internal sealed partial class SyntheticReading(
    IIntake intake, IMonitorClock monitor, Func<long> journalHead, TimeProvider time, ILogger<SyntheticReading> logger) : BackgroundService
{
    /// <summary>The internal device, enrolled to an internal patient of the same id. Neither is anybody's.</summary>
    public const string Device = "rpm-synthetic";

    /// <summary>How often one is sent; the first at start.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>In which time it must have been judged.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private SyntheticState _state = SyntheticState.Initial;

    /// <summary>As it stands now.</summary>
    public SyntheticState State => Volatile.Read(ref _state);

    /// <summary>Called with the seconds from handing in to receipt, for every reading that was committed.</summary>
    public Action<double>? OnCommitted { get; init; }

    /// <summary>Called with the seconds from handing in to the monitor having applied it, for every reading that passed.</summary>
    public Action<double>? OnJudged { get; init; }

    /// <summary>Called for every reading that did not come through.</summary>
    public Action<SyntheticEnding>? OnFailed { get; init; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await SendAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task SendAsync(CancellationToken stoppingToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, deadline.Token);
        var started = time.GetTimestamp();
        var (ending, commit) = await PassAsync(either.Token);
        stoppingToken.ThrowIfCancellationRequested();
        Settle(ending, commit, time.GetElapsedTime(started).TotalSeconds);
    }

    private async Task<(SyntheticEnding Ending, double Commit)> PassAsync(CancellationToken deadline)
    {
        var started = time.GetTimestamp();
        var now = Instant.From(time.GetUtcNow());
        var frame = new Frame
        {
            Source = FrameSource.Synthetic,
            Topic = $"up/{Device}/heart-rate",
            Client = Device,
            Payload = Payload(now),
            Received = now,
        };
        try
        {
            await intake.AcceptAsync(frame, deadline);
        }
        catch (IntakeStoppedException)
        {
            return (SyntheticEnding.IntakeStopped, 0);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return (SyntheticEnding.NotCommitted, 0);
        }

        // Whatever a receipt fails with, it says one thing: not durable.
        var settled = frame.Receipt.Settled;
        await ((Task)settled.WaitAsync(deadline)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!settled.IsCompletedSuccessfully)
        {
            _ = settled.Exception;
            return (SyntheticEnding.NotCommitted, 0);
        }

        var commit = time.GetElapsedTime(started).TotalSeconds;
        OnCommitted?.Invoke(commit);
        var outcome = await settled;
        if (outcome.Committed != 1)
        {
            return (SyntheticEnding.Refused, commit);
        }

        try
        {
            await monitor.WaitForAsync(journalHead(), deadline);
            return (SyntheticEnding.Passed, commit);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return (SyntheticEnding.NotJudged, commit);
        }
    }

    private void Settle(SyntheticEnding ending, double commit, double judged)
    {
        var before = State;
        if (ending == SyntheticEnding.Passed)
        {
            OnJudged?.Invoke(judged);
            Volatile.Write(ref _state, new(ending, Instant.From(time.GetUtcNow()), 0, commit, judged));
            if (before.Degraded)
            {
                Log.Recovered(logger, before.Failed, commit, judged);
            }

            return;
        }

        Volatile.Write(ref _state, before with { Last = ending, Failed = before.Failed + 1 });
        OnFailed?.Invoke(ending);
        Log.Failed(logger, ending, before.Failed + 1);
    }

    // 60/min is unremarkable under every pack, so that no rule raises an alert about nobody.
    private static byte[] Payload(Instant now)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("time", now.ToString());
            writer.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"syn-{now.UnixMilliseconds}"));
            writer.WriteNumber("heartRate", 60);
            writer.WriteBoolean("test", true);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
