using Rpm.Ingest.Registry;
using Rpm.Ingest.Replays;
using Rpm.Ingest.Tests.Monitoring;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Packs;
using Rpm.Rules.Replay;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Replays;

public sealed class RecordedReplayTests : IDisposable
{
    private static readonly Instant Start = MonitorRun.Start;
    private static readonly IReadOnlyList<RulePack> Packs = ShippedPacks.Load();

    private readonly FakeRegistry _registry = new(RegistrySnapshot.Empty.With(new Patient { Id = "anna" }).With(new Patient { Id = "bert" }));
    private readonly FakeSeriesStore _series = new();
    private readonly RecordedReplay _replay;

    public RecordedReplayTests()
    {
        _registry.Enrol("e1", "anna", "ox-1", to: Start + TimeSpan.FromHours(1));
        _registry.Enrol("e2", "bert", "ox-1", from: Start + TimeSpan.FromHours(1));
        _replay = new RecordedReplay(_registry, _series);
    }

    [Fact]
    [Trait("Control", "C-162")]
    public async Task Run_DeviceThatWasHandedOn_CountsForWhomItWas()
    {
        Take(TimeSpan.Zero, 97, 86, 85, 95, 95);
        Take(TimeSpan.FromHours(1), 86, 85, 95, 95);

        var all = await RunAsync(new ReplayOptions(Start, Start + TimeSpan.FromHours(3)));
        var one = await RunAsync(new ReplayOptions(Start, Start + TimeSpan.FromHours(3)), "bert");

        Assert.Equal(["anna", "bert"], all.Alerts.Select(a => a.Patient));
        Assert.Equal((2, 9), (all.Patients, all.Readings));
        Assert.Equal(["bert"], one.Alerts.Select(a => a.Patient));
    }

    [Fact]
    public async Task Run_AlertThatBeganBeforeThePeriod_IsNotCountedAgain()
    {
        Take(TimeSpan.Zero, [.. Enumerable.Repeat(85, 40)]);

        var answer = await RunAsync(new ReplayOptions(Start + TimeSpan.FromMinutes(10), Start + TimeSpan.FromHours(1)));

        Assert.Empty(answer.Alerts);
        Assert.Equal(20, answer.Readings);
    }

    [Fact]
    public async Task Run_TestReadings_AreLeftOutUnlessAsked()
    {
        Take(TimeSpan.Zero, ReadingFlags.Test, 86, 85);
        var options = new ReplayOptions(Start, Start + TimeSpan.FromHours(1));

        Assert.Empty((await RunAsync(options)).Alerts);
        Assert.True(Assert.Single((await RunAsync(options with { Test = true })).Alerts).Test);
    }

    [Fact]
    public async Task Run_ReadingThatCameLate_IsJudgedWhenItCame()
    {
        _series.Add(Reading(Start, 70, ReadingFlags.None), received: Start + TimeSpan.FromMinutes(50));

        var alert = Assert.Single((await RunAsync(new ReplayOptions(Start, Start + TimeSpan.FromHours(1)))).Alerts);

        Assert.True(alert.Late);
        Assert.Equal(50 * 60, alert.DelaySeconds);
    }

    public void Dispose() => _replay.Dispose();

    private async Task<ReplayAnswer> RunAsync(ReplayOptions options, string? patient = null) =>
        await _replay.RunAsync(patient, options, Packs, null, default) ?? throw new InvalidOperationException("another replay is running");

    private void Take(TimeSpan after, params int[] values) => Take(after, ReadingFlags.None, values);

    private void Take(TimeSpan after, ReadingFlags flags, params int[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            _series.Add(Reading(Start + after + TimeSpan.FromSeconds(30 * i), values[i], flags));
        }
    }

    private static Reading Reading(Instant time, int percent, ReadingFlags flags)
    {
        var (_, reading) = MonitorRun.Spo2("", "ox-1", time, percent);
        reading.Flags = flags;
        return reading;
    }
}
