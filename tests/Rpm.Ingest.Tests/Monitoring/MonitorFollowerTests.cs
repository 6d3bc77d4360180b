using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Monitoring;

public sealed class MonitorFollowerTests : IAsyncDisposable
{
    private readonly MonitorRun _run = new(shards: 2);

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Fact]
    public async Task Apply_LowReadings_RaiseAndArePositioned()
    {
        await _run.OpenAsync();
        await _run.ActivateAsync("oximetry");
        Assert.Equal((1, 0), (_run.Monitor.Applied, _run.Monitor.TrimTo)); // no snapshot yet: the journal must keep all
        var waiting = _run.Monitor.WaitForAsync(3, CancellationToken.None);
        await LowAsync("anna", 2);
        await waiting.WaitAsync(Eventually.Deadline);

        Assert.Equal("spo2-low", Assert.Single(_run.Alerts.Open.Alerts.Values).Rule);
        Assert.Equal(3, _run.Monitor.Applied);
        Assert.Equal(new FollowerProgress(3, 2, 0), _run.Progress);
    }

    [Fact]
    public async Task Dispose_Orderly_SnapshotsUpToTheEnd()
    {
        await _run.OpenAsync();
        await _run.ActivateAsync("oximetry");
        await LowAsync("anna", 2);
        await _run.Monitor.DisposeAsync();
        await _run.Monitor.DisposeAsync();

        await _run.OpenAsync();
        Assert.Equal(new FollowerProgress(3, 2, 0), _run.Progress);
        Assert.Equal(3, _run.Monitor.TrimTo);
        await LowAsync("anna", 1);
        Assert.Single(await _run.LogAsync(), l => l.Contains(" Raised ", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Control", "C-17")]
    public async Task Dispose_AfterAlertsCouldNotBeStored_LosesNone()
    {
        await _run.OpenAsync();
        await _run.ActivateAsync("oximetry");
        await LowAsync("anna", 1);
        _run.Alerts.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => LowAsync("anna", 1));
        await _run.Monitor.DisposeAsync();

        await _run.OpenAsync();
        await _run.CatchUpAsync();
        Assert.Equal("spo2-low", Assert.Single(_run.Alerts.Open.Alerts.Values).Rule);
    }

    [Fact]
    [Trait("Control", "C-17")]
    public async Task Crash_AfterATimerRaised_RaisesItNotAgain()
    {
        await _run.OpenAsync();
        await _run.ActivateAsync("cgm");
        await _run.ApplyAsync([MonitorRun.Glucose("anna", "cgm-1", _run.Now, 120)]);
        _run.Wait(TimeSpan.FromMinutes(21));
        await _run.AdvanceAsync();
        Assert.Equal("signal-loss", Assert.Single(_run.Alerts.Open.Alerts.Values).Rule);
        Assert.Equal(_run.Now, _run.Alerts.TimersRan);

        var before = _run.Alerts.TimersRan;
        _run.Crash();
        await _run.OpenAsync();
        _run.Wait(TimeSpan.FromSeconds(30));
        await _run.ApplyAsync([], new EngineStarted(before));
        await _run.ApplyAsync([MonitorRun.Glucose("anna", "cgm-1", _run.Now, 120)]);
        Assert.Equal((0, 0), (_run.Alerts.Conflicts, _run.Alerts.Gaps));
        Assert.DoesNotContain(_run.Alerts.Open.Alerts.Values, a => a.Active);
        Assert.Single(await _run.LogAsync(), l => l.Contains(" Raised ", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Control", "C-19")]
    public async Task Start_AfterAnOutage_CallsNobodySilentForIt()
    {
        await _run.OpenAsync();
        await _run.ActivateAsync("cgm");
        await _run.ApplyAsync([MonitorRun.Glucose("anna", "cgm-1", _run.Now, 120), MonitorRun.Glucose("bert", "cgm-2", _run.Now, 120)]);
        var before = _run.Now;
        _run.Crash();
        _run.Wait(TimeSpan.FromHours(2));
        await _run.OpenAsync();
        await _run.ApplyAsync([], new EngineStarted(before));
        _run.Wait(TimeSpan.FromMinutes(4));
        await _run.AdvanceAsync();
        Assert.Empty(_run.Alerts.Open.Alerts);

        // Anna's device comes back within the five minutes, Bert's does not.
        await _run.ApplyAsync([MonitorRun.Glucose("anna", "cgm-1", _run.Now, 120)]);
        _run.Wait(TimeSpan.FromMinutes(2));
        await _run.AdvanceAsync();
        Assert.Equal("bert", Assert.Single(_run.Alerts.Open.Alerts.Values).Patient);
    }

    [Fact]
    public async Task Start_TwiceInARow_KeepsTheLongerHold()
    {
        await _run.OpenAsync();
        await _run.ActivateAsync("cgm");
        await _run.ApplyAsync([MonitorRun.Glucose("anna", "cgm-1", _run.Now, 120)]);
        var before = _run.Now;
        _run.Wait(TimeSpan.FromHours(2));
        await _run.ApplyAsync([], new EngineStarted(before));
        before = _run.Now;
        _run.Wait(TimeSpan.FromSeconds(10));
        await _run.ApplyAsync([], new EngineStarted(before));
        _run.Wait(TimeSpan.FromMinutes(4));
        await _run.AdvanceAsync();
        Assert.Empty(_run.Alerts.Open.Alerts);
        _run.Wait(TimeSpan.FromMinutes(2));
        await _run.AdvanceAsync();
        Assert.Single(_run.Alerts.Open.Alerts);
    }

    [Fact]
    public async Task Pack_ActivatedWhileRunning_JudgesFromThenOnAlsoAfterARestart()
    {
        await _run.OpenAsync();
        await LowAsync("anna", 2);
        Assert.Empty(_run.Alerts.Open.Alerts);
        await _run.ActivateAsync("oximetry");
        await _run.Monitor.DisposeAsync();
        await _run.OpenAsync();
        await LowAsync("anna", 2);
        Assert.Single(_run.Alerts.Open.Alerts);
    }

    [Fact]
    public async Task Limit_Set_IsWhatTheNextReadingIsJudgedBy()
    {
        await _run.OpenAsync();
        await _run.ActivateAsync("oximetry");
        await _run.ApplyAsync([], new PatientPut(new Patient { Id = "anna" }, "t"), new LimitSet("anna", "oximetry", "low", "80 %", "doctor", "copd", "doctor"));
        await LowAsync("anna", 2);
        Assert.Empty(_run.Alerts.Open.Alerts);
        await _run.Monitor.DisposeAsync();

        await _run.OpenAsync();
        await LowAsync("anna", 2);
        Assert.Empty(_run.Alerts.Open.Alerts);
        await _run.ApplyAsync([], new LimitSet("anna", "oximetry", "low", null, "doctor", "better", "doctor"));
        await LowAsync("anna", 2);
        Assert.Single(_run.Alerts.Open.Alerts);
    }

    [Fact]
    public async Task Pause_InForce_SilencesWhatIsNotCriticalUntilItEnds()
    {
        await _run.OpenAsync();
        await _run.ActivateAsync("cgm");
        await _run.ApplyAsync(
            [MonitorRun.Glucose("anna", "cgm-1", _run.Now, 120)],
            new PatientPut(new Patient { Id = "anna" }, "t"), new MonitoringPaused("anna", _run.Now + TimeSpan.FromHours(1), "bath", "nurse"));
        _run.Wait(TimeSpan.FromMinutes(50));
        await _run.AdvanceAsync();
        Assert.Empty(_run.Alerts.Open.Alerts);
        _run.Wait(TimeSpan.FromMinutes(11));
        await _run.AdvanceAsync();
        Assert.Equal("signal-loss", Assert.Single(_run.Alerts.Open.Alerts.Values).Rule);
    }

    [Fact]
    [Trait("Control", "C-18")]
    public async Task Enrolment_Corrected_MarksTheAlertForReview()
    {
        await _run.OpenAsync();
        await _run.ActivateAsync("oximetry");
        await LowAsync("anna", 2);
        var before = new Enrolment("e", "anna", "ox-anna", null, Instant.Min, Instant.Max);
        await _run.ApplyAsync([], new EnrolmentPut(before with { Patient = "bert" }, before, "nurse", "handed on"));
        var alert = Assert.Single(_run.Alerts.Open.Alerts.Values);
        Assert.True(alert.Review);
        Assert.True(alert.Active);
    }

    [Fact]
    public async Task Readings_Many_LeaveNoQueueOfTimersBehind()
    {
        var shard = new Rpm.Ingest.Monitoring.MonitorShard(0, 1);
        Apply(shard, Journal.Groups.Make(1, 1, _run.Now, [], [MonitorRun.Pack("cgm")]));
        for (var i = 0; i < 1_000; i++)
        {
            _run.Wait(TimeSpan.FromSeconds(1));
            Apply(shard, Journal.Groups.Make(i + 2, i + 2, _run.Now, [MonitorRun.Glucose("anna", "cgm-1", _run.Now, 120)], []));
        }

        Assert.InRange(shard.Timers, 1, 3);
        Assert.Empty(shard.Advance(_run.Now + TimeSpan.FromMinutes(19)));
        Assert.Equal(AlertChangeKind.Raised, Assert.Single(shard.Advance(_run.Now + TimeSpan.FromMinutes(21))).Change.Kind);
        await _run.OpenAsync();
    }

    /// <summary>Low saturations, 20 s apart, one group each: two in a row raise.</summary>
    private async Task LowAsync(string patient, int readings)
    {
        for (var i = 0; i < readings; i++)
        {
            _run.Wait(TimeSpan.FromSeconds(20));
            await _run.ApplyAsync([MonitorRun.Spo2(patient, "ox-" + patient, _run.Now, 84)]);
        }
    }

    private static void Apply(Rpm.Ingest.Monitoring.MonitorShard shard, JournalGroup group) =>
        shard.Apply([group], [Rpm.Ingest.Monitoring.MonitorShard.Deal(group.Readings.Span, 1)]);
}
