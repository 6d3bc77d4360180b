using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Alive;
using Rpm.Ingest.Tests.Alerts;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Alive;

/// <summary>The engine's own alerts: told after a while, over after a while, kept over restarts.</summary>
public sealed class EngineAlertsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(Some.Noon.ToDateTimeOffset());
    private StoreFixture _fixture = null!;
    private EngineAlerts _alerts = null!;

    public async ValueTask InitializeAsync()
    {
        _fixture = await StoreFixture.OpenAsync();
        Start();
    }

    public ValueTask DisposeAsync()
    {
        _fixture.Dispose();
        return ValueTask.CompletedTask;
    }

    private static EngineFinding Lag(bool raises = true) => new(EngineConditions.MonitorLag, null, "45 s behind", raises);

    [Fact]
    [Trait("Control", "C-94")]
    public void Look_ConditionThatLasts_IsToldAfterItsSpanAndOnce()
    {
        Look(4, Lag());
        Assert.Empty(Open);
        Look(10, Lag());
        var alert = Assert.Single(Open);
        Assert.Equal(
            (EnginePatient.Id, EnginePatient.Pack, "monitor-lag", AlertClass.Technical, AlertPriority.High, true, 1),
            (alert.Patient, alert.Pack, alert.Rule, alert.Class, alert.Priority, alert.Active, alert.Version));
        Assert.Equal("45 s behind", alert.History[0].Note);
        Assert.Null(alert.Device);
    }

    [Fact]
    public void Look_ConditionThatFlickers_IsNotTold()
    {
        for (var i = 0; i < 20; i++)
        {
            Look(3, Lag());
            Look(1);
        }

        // Bad, but never bad enough.
        Look(60, Lag(raises: false));
        Assert.Empty(Open);
    }

    [Fact]
    [Trait("Control", "C-94")]
    public void Look_ConditionThatIsOver_ResolvesAfterItsSpan()
    {
        Look(10, Lag());
        Look(29);
        Look(5, Lag(raises: false)); // not over yet
        Look(30);
        Assert.True(Assert.Single(Open).Active);
        Look(2);
        var alert = Assert.Single(Open); // nobody has seen it
        Assert.Equal((false, "condition-cleared", AlertChangeKind.ResolvedByCondition), (alert.Active, alert.Resolution, alert.History[^1].Change));
    }

    [Fact]
    public void Look_ConditionThatComesBackUnseen_IsTheSameAlertAgainAndSeenAnother()
    {
        Look(10, Lag());
        Look(40);
        Look(10, Lag());
        var alert = Assert.Single(Open);
        Assert.Equal((true, null, AlertChangeKind.Reraised, 3), (alert.Active, alert.Resolution, alert.History[^1].Change, alert.Version));

        Act(new AlertAction(AlertActionKind.Acknowledge, alert.Id, alert.Patient, "it"));
        Look(40);
        Assert.Empty(Open);
        Look(10, Lag());
        Assert.NotEqual(alert.Id, Assert.Single(Open).Id);
    }

    [Fact]
    public void Look_SeveralSinks_AreSeveralAlerts()
    {
        Look(301, new EngineFinding(EngineConditions.SinkFailing, "influx", "refused"), new EngineFinding(EngineConditions.SinkFailing, "fhir", "refused"));
        Assert.Equal(["sink-failing:fhir", "sink-failing:influx"], Open.Select(a => a.Rule).Order());
        Assert.Contains(Open, a => a.Title.EndsWith("(influx)", StringComparison.Ordinal));
    }

    [Fact]
    public void Look_AcknowledgedAndStillThere_TakesTheAcknowledgementBack()
    {
        Look(10, Lag());
        Act(new AlertAction(AlertActionKind.Acknowledge, Open.Single().Id, EnginePatient.Id, "it"));
        Look(3500, Lag());
        Assert.True(Open.Single().Acknowledged);
        Look(110, Lag());
        Assert.Equal((false, AlertChangeKind.Reraised), (Open.Single().Acknowledged, Open.Single().History[^1].Change));
    }

    [Fact]
    public void Act_EveryAction_DoesWhatItSays()
    {
        Look(10, Lag());
        var act = new AlertAction(AlertActionKind.Comment, Open.Single().Id, EnginePatient.Id, "it", Note: "disk");
        Act(act);
        Act(act with { Kind = AlertActionKind.Assign, Assignee = "ops" });
        Act(act with { Kind = AlertActionKind.Snooze, Until = Now + TimeSpan.FromHours(5) }); // longer than a high one may be quiet
        Act(act with { Kind = AlertActionKind.Snooze, Until = Now + TimeSpan.FromMinutes(10) });
        Look(601, Lag());
        Act(act with { Kind = AlertActionKind.Resolve, Reason = "better" }); // it holds
        Assert.Equal(
            [AlertChangeKind.Raised, AlertChangeKind.Commented, AlertChangeKind.Assigned, AlertChangeKind.Snoozed, AlertChangeKind.Renotified],
            Open.Single().History.Select(h => h.Change));
        Act(act with { Kind = AlertActionKind.Resolve, Reason = "wrong-data" });
        Assert.Empty(Open);

        // What holds cannot be hidden.
        Look(10, Lag());
        Assert.NotEqual(act.Alert, Assert.Single(Open).Id);
    }

    [Fact]
    [Trait("Control", "C-95")]
    public async Task Restart_ConditionStillThere_GoesOnWithTheSameAlert()
    {
        Look(10, Lag());
        var id = Open.Single().Id;
        await RestartAsync();
        Look(120, Lag());
        Assert.Equal((id, 1), (Open.Single().Id, Open.Single().Version));
    }

    [Fact]
    [Trait("Control", "C-95")]
    public async Task Restart_ConditionEndedWhileAway_ResolvesAfterIt()
    {
        Look(10, Lag(), new EngineFinding(EngineConditions.SinkDetached, "influx", "9 min behind"));
        Act(new AlertAction(AlertActionKind.Acknowledge, Open.Single(a => a.Rule == "monitor-lag").Id, EnginePatient.Id, "it"));
        await RestartAsync();
        Look(31);
        Assert.Equal("sink-detached:influx", Assert.Single(Open).Rule);
        Assert.False(Open.Single().Active);
        Assert.Equal(0, _fixture.Store.Gaps);
    }

    [Fact]
    [Trait("Control", "C-95")]
    public void Look_StoreThatTakesNothing_IsTriedAgainInOrder()
    {
        using var blocker = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_fixture.Folder, AlertStore.FileName)};Pooling=False");
        blocker.Open();
        using (var pragma = blocker.CreateCommand())
        {
            // A full disk in small: no change of this kind is taken while it is there.
            pragma.CommandText = "CREATE TRIGGER full BEFORE INSERT ON change BEGIN SELECT RAISE(ABORT, 'full'); END";
            pragma.ExecuteNonQuery();
        }

        Look(10, Lag());
        Assert.Empty(Open);
        Assert.Equal(1, _alerts.Unstored);
        Look(40);
        using (var pragma = blocker.CreateCommand())
        {
            pragma.CommandText = "DROP TRIGGER full";
            pragma.ExecuteNonQuery();
        }

        Look(1);
        Assert.Equal((0, 2), (_alerts.Unstored, Open.Single().Version));
        Assert.Equal(0, _fixture.Store.Gaps);
    }

    [Fact]
    public void Look_ClockSetBack_KeepsSpansAndHistoryInOrder()
    {
        Look(10, Lag());
        var raised = Open.Single().Raised;
        _time.AdjustTime(_time.GetUtcNow().AddHours(-2));
        Look(40);
        Assert.True(Open.Single().Resolved > raised);
        Act(new AlertAction(AlertActionKind.Acknowledge, Open.Single().Id, EnginePatient.Id, "it"));
        Look(10, Lag());
        Assert.Equal(0, _fixture.Store.Conflicts);
        Assert.True(Assert.Single(Open).Active);
    }

    [Fact]
    public async Task Restore_LeavesTheMonitorsGroupsAlone()
    {
        var group = Some.Raise("g", EnginePatient.Id);
        group = group with { Alert = group.Alert with { Rule = EnginePatient.SilentDevices, Pack = EnginePatient.Pack } };
        await _fixture.ApplyAsync(1, group);
        Start();
        Look(3600);
        Assert.Equal(1, Assert.Single(Open).Version);
    }

    private Instant Now => Instant.From(_time.GetUtcNow());

    private List<Alert> Open => [.. _fixture.Store.Open.Alerts.Values];

    private void Act(AlertAction action) => Assert.True(_alerts.Act(action));

    /// <summary>Looks once a second for a while.</summary>
    private void Look(int seconds, params EngineFinding[] findings)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _alerts.Look(findings);
        }
    }

    private void Start()
    {
        _alerts = new EngineAlerts(_fixture.Store, _time, NullLogger<EngineAlerts>.Instance);
        _alerts.Restore();
    }

    private async Task RestartAsync()
    {
        await _fixture.ReopenAsync();
        _time.Advance(TimeSpan.FromMinutes(10));
        Start();
    }
}
