using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Alive;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Tests.Alerts;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Alive;

public sealed class SyntheticReadingTests : IAsyncLifetime
{
    private readonly FakeEngine _engine = new();
    private readonly FakeTimeProvider _time = new(Some.Noon.ToDateTimeOffset());
    private readonly LogLines<SyntheticReading> _log = new();
    private readonly List<double> _committed = [];
    private readonly List<double> _judged = [];
    private readonly SyntheticReading _synthetic;

    public SyntheticReadingTests() => _synthetic = new(_engine, _engine, () => _engine.Head, _time, _log)
    {
        OnCommitted = _committed.Add,
        OnJudged = _judged.Add,
    };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _synthetic.StopAsync(default);
        _synthetic.Dispose();
    }

    [Fact]
    public async Task Send_AtStartAndEveryMinute_ATestReadingOfTheInternalDevice()
    {
        await StartAsync();
        await EndedAsync(SyntheticEnding.Passed);
        await MinuteAsync(frames: 2);

        Assert.All(_engine.Frames, frame => Assert.Equal((FrameSource.Synthetic, "up/rpm-synthetic/heart-rate"), (frame.Source, frame.Topic)));
        Assert.All(_engine.Frames, frame => Assert.True(FakeEngine.Payload(frame).GetProperty("test").GetBoolean()));
        Assert.Equal("2026-11-21T12:00:00.000Z", FakeEngine.Payload(_engine.Frames[0]).GetProperty("time").GetString());
        Assert.Equal(2, _engine.Frames.Select(f => FakeEngine.Payload(f).GetProperty("id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task Send_Passes_MeasuresCommitAndJudgement()
    {
        (_engine.HoldsReceipts, _engine.HoldsMonitor) = (true, true);
        await StartAsync();
        await Eventually.TrueAsync(() => _engine.Frames.Count == 1, "sent");
        _time.Advance(TimeSpan.FromSeconds(2));
        _engine.Commit(_engine.Frames[0]);
        await Eventually.TrueAsync(() => _committed.Count == 1, "committed");
        _time.Advance(TimeSpan.FromSeconds(3));
        _engine.Follow();
        await EndedAsync(SyntheticEnding.Passed);

        Assert.Equal([2], _committed);
        Assert.Equal([5], _judged);
        Assert.Equal(new SyntheticState(SyntheticEnding.Passed, Some.Noon + TimeSpan.FromSeconds(5), 0, 2, 5), _synthetic.State);
    }

    [Theory, Trait("Control", "C-68")]
    [InlineData(true, false, SyntheticEnding.NotCommitted)]
    [InlineData(false, true, SyntheticEnding.NotJudged)]
    public async Task Send_NotThroughInThirtySeconds_DegradesLoudly(bool holdsReceipts, bool holdsMonitor, object ending)
    {
        (_engine.HoldsReceipts, _engine.HoldsMonitor) = (holdsReceipts, holdsMonitor);
        await StartAsync();
        await Eventually.TrueAsync(() => _engine.Frames.Count == 1, "sent");
        Assert.False(_synthetic.State.Degraded);

        await AdvanceUntilAsync(() => _synthetic.State.Degraded);

        Assert.Equal((SyntheticEnding)ending, _synthetic.State.Last);
        Assert.Null(_synthetic.State.LastPassed);
        Assert.Contains(_log.Lines, line => line is { Level: LogLevel.Critical, Event: 6100 });
    }

    [Fact, Trait("Control", "C-68")]
    public async Task Send_IntakeStopped_DegradesAndRecovers()
    {
        _engine.IsOpen = false;
        await StartAsync();
        await EndedAsync(SyntheticEnding.IntakeStopped);
        Assert.True(_synthetic.State.Degraded);

        _engine.IsOpen = true;
        await AdvanceUntilAsync(() => _synthetic.State.Last == SyntheticEnding.Passed);

        Assert.False(_synthetic.State.Degraded);
        Assert.Contains(_log.Lines, line => line.Event == 6101);
    }

    [Fact, Trait("Control", "C-68")]
    public async Task Send_CommitFails_Degrades()
    {
        _engine.HoldsReceipts = true;
        await StartAsync();
        await Eventually.TrueAsync(() => _engine.Frames.Count == 1, "sent");

        _engine.Frames[0].Receipt.Fail(new IOException("disk"));

        await EndedAsync(SyntheticEnding.NotCommitted);
    }

    [Fact, Trait("Control", "C-68")]
    public async Task Send_Quarantined_IsNotThrough()
    {
        _engine.Outcome = new(1, 0, 0, [new(0, RejectReason.UnknownDevice, "rpm-synthetic")]);
        await StartAsync();

        await EndedAsync(SyntheticEnding.Refused);
        Assert.True(_synthetic.State.Degraded);
    }

    private Task StartAsync() => _synthetic.StartAsync(TestContext.Current.CancellationToken);

    private Task EndedAsync(SyntheticEnding ending) => Eventually.TrueAsync(() => _synthetic.State.Last == ending, ending.ToString());

    private Task MinuteAsync(int frames) => AdvanceUntilAsync(() => _engine.Frames.Count >= frames);

    private Task AdvanceUntilAsync(Func<bool> condition) =>
        Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return condition();
            },
            "in time");
}
