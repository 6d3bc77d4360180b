using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Alive;
using Rpm.Ingest.Engine;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Tests.Followers;
using Rpm.Ingest.Tests.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Engine;

/// <summary>Every condition is found where it is measured.</summary>
public sealed class EngineFindingsTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordingFollower _monitor = new("monitor");
    private readonly RecordingFollower _sink = new("influx", embedded: false);
    private readonly List<Task> _running = [];
    private AlertPublisherState _topics = new(0, 0, null, 0, 0);
    private SyntheticState _synthetic = SyntheticState.Initial;
    private bool _url;
    private bool? _connected;
    private long _dropped;
    private string? _tasks;
    private EngineCore _core = null!;
    private RegistryStore _registry = null!;
    private EngineParts _parts = null!;

    public async ValueTask InitializeAsync()
    {
        _core = EngineCore.Start();
        var folder = Path.Combine(_core.Folder, "other");
        _registry = new RegistryStore(Path.Combine(folder, "registry.db"));
        _parts = EngineParts.Open(folder, TimeSpan.FromDays(400), _ => _core.Decoder, _registry, new CommitOptions { AutoEnrol = true }, new CommitMeter(), _core.Clock, NullLoggerFactory.Instance);
        FollowerPump[] pumps =
        [
            new(_monitor, _parts.Log, _core.Clock, NullLogger<FollowerPump>.Instance),
            new(_sink, _parts.Log, _core.Clock, NullLogger<FollowerPump>.Instance, new Resynchronisation(new FakeSeriesStore(), _parts.Registry, _core.Clock)),
        ];
        _parts.Follow(pumps, new JournalTrimmer(_parts.File, _parts.Duplicates, _parts.Committer, pumps, 1L << 40, NullLogger<JournalTrimmer>.Instance));
        _running.Add(_parts.Committer.RunAsync(_stop.Token));
        foreach (var pump in pumps)
        {
            await pump.OpenAsync(_stop.Token);
            _running.Add(pump.RunAsync(() => null, _stop.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _parts.DisposeAsync();
        _registry.Dispose();
        await _core.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public void Read_WhereAllIsWell_FindsNothing() => Assert.Empty(Findings().Read());

    [Fact]
    [Trait("Control", "C-94")]
    public async Task Read_MonitorBehind_IsFoundFromThirtySecondsAndLingersToTen()
    {
        var gate = new TaskCompletionSource();
        _monitor.Gate = gate.Task;
        await SendAsync();
        await Eventually.TrueAsync(() => _monitor.Calls > 0, "the monitor has the group");
        _core.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((EngineConditions.MonitorLag, false), (One().Condition, One().Raises));
        _core.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.True(One().Raises);
        gate.SetResult();
        await Eventually.TrueAsync(() => Findings().Read().Count == 0, "it keeps up again");
    }

    [Fact]
    public async Task Read_SinkThatTakesNothing_IsFoundByName()
    {
        _sink.Failures.Enqueue(new SinkUnavailableException("refused"));
        await SendAsync();
        await Eventually.TrueAsync(() => Findings().Read().Count == 1, "the sink fails");
        Assert.Equal(("sink-failing:influx", "refused"), (One().Rule, One().Detail));
        await Eventually.TrueAsync(
            () =>
            {
                _core.Clock.Advance(TimeSpan.FromSeconds(1));
                return Findings().Read().Count == 0;
            }, "it is tried again");
    }

    [Fact]
    [Trait("Control", "C-94")]
    public void Read_ClockSetBack_IsFoundUntilItHasCaughtUp()
    {
        _parts.Log.Fence();
        _core.Clock.AdjustTime(_core.Clock.GetUtcNow() - TimeSpan.FromMinutes(3));
        Assert.Equal((EngineConditions.ClockBack, "180 s behind the journal"), (One().Condition, One().Detail));
        _core.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Empty(Findings().Read());
    }

    [Fact]
    [Trait("Control", "C-94")]
    public void Read_EveryOtherMeasure_IsFound()
    {
        void Found(EngineCondition condition, Action make, Action undo)
        {
            make();
            Assert.Equal(condition, One().Condition);
            undo();
        }

        Found(EngineConditions.IntakeStopped, () => _parts.Intake.FailedBecause = new IOException(), () => _parts.Intake.FailedBecause = null);
        Found(EngineConditions.HeartbeatUrl, () => _url = true, () => _url = false);
        Found(EngineConditions.BrokerLink, () => _connected = false, () => _connected = true);
        Found(EngineConditions.AlertTopics, () => _topics = _topics with { FailingSince = Instant.Min }, () => { });
        Found(EngineConditions.BrokerLink, () => _connected = false, () => (_connected, _topics) = (null, _topics with { FailingSince = null })); // the cause alone
        Found(EngineConditions.SinkFailing, () => _tasks = "refused", () => _tasks = null);
        Found(EngineConditions.Synthetic, () => _synthetic = _synthetic with { Last = SyntheticEnding.NotJudged, Failed = 1 }, () => { });
        _synthetic = _synthetic with { Last = SyntheticEnding.IntakeStopped };
        Assert.Empty(Findings().Read()); // told as what it is
    }

    [Fact]
    [Trait("Control", "C-94")]
    public void Read_BrokerThatDropped_IsFoundOnceForEachRise()
    {
        var findings = Findings();
        _dropped = 7;
        Assert.Equal("7 messages", Assert.Single(findings.Read()).Detail);
        Assert.Empty(findings.Read());
        _dropped = 9;
        Assert.Equal("2 messages", Assert.Single(findings.Read()).Detail);
    }

    [Theory]
    [InlineData(0.5, null)]
    [InlineData(0.8, false)]
    [InlineData(0.95, true)]
    public void Read_JournalNearItsLimit_IsFound(double part, bool? raises)
    {
        _parts.Trimmer.Look();
        Assert.True(_parts.Trimmer.SizeBytes > 0);
        var found = Findings((long)(_parts.Trimmer.SizeBytes / part)).Read();
        Assert.Equal(raises, found.Count == 0 ? null : found.Single(f => f.Condition == EngineConditions.JournalSize).Raises);
    }

    [Fact]
    public void Conditions_Documented_AreThoseThatThereAre()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Rpm.sln")))
        {
            folder = folder.Parent;
        }

        var text = File.ReadAllText(Path.Combine(folder.FullName, "docs", "alerts.md"));
        Assert.All(EngineConditions.All, c => Assert.Matches($"(?m)^\\| `{c.Rule}[^|]*\\| {AlertWords.Of(c.Priority)} \\|", text));
    }

    private EngineFinding One() => Assert.Single(Findings().Read());

    private EngineFindings Findings(long limit = 1L << 40) => new(_parts, limit)
    {
        Topics = () => _topics,
        Synthetic = () => _synthetic,
        HeartbeatUrlFailing = () => _url,
        BrokerConnected = () => _connected,
        BrokerDropped = () => _dropped,
        TasksFault = () => _tasks,
    };

    private async Task SendAsync()
    {
        var frame = _core.Frame("d 1 60");
        await _parts.Intake.AcceptAsync(frame, default);
        await frame.Receipt.Settled.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
    }

    private sealed class CommitMeter : ICommitMeter
    {
        public void Committed(int frames, int readings, TimeSpan duration)
        {
        }

        public void Settled(Frame frame, FrameOutcome outcome)
        {
        }
    }
}
