using Microsoft.Data.Sqlite;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Monitoring;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Monitoring;

/// <summary>One alert in place of many silent devices, behind the monitor's shards, over snapshots and crashes.</summary>
public sealed class SilentDevicesTests : IAsyncDisposable
{
    private static readonly string[] Ward = [.. Enumerable.Range(0, 8).Select(i => $"bed-{i}")];

    private readonly MonitorRun _run = new(shards: 3);

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Fact]
    [Trait("Control", "C-90")]
    public async Task Advance_WholeWardSilent_TellsOneAlert()
    {
        await StopAsync();
        var group = Assert.Single(_run.Alerts.Open.Alerts.Values);
        Assert.Equal((EnginePatient.Id, "8 devices silent"), (group.Patient, group.Title));
        Assert.Equal(Ward, group.Members.Select(m => m.Patient));
    }

    [Fact]
    [Trait("Control", "C-93")]
    public async Task Crash_WhileAGroupStands_GoesOnWithIt()
    {
        await StopAsync();
        var (before, log) = (_run.Alerts.TimersRan, await _run.LogAsync());
        _run.Crash();
        await _run.OpenAsync();
        await _run.ApplyAsync([], new EngineStarted(before, 5));
        Assert.Equal((0, 0), (_run.Alerts.Conflicts, _run.Alerts.Gaps));
        Assert.Equal(log, await _run.LogAsync());

        // Heard again, all but one: he is told by himself.
        await _run.ApplyAsync([.. Ward[1..].Select(p => MonitorRun.Glucose(p, p, _run.Now, 120))]);
        _run.Wait(TimeSpan.FromSeconds(16));
        await _run.AdvanceAsync();
        Assert.Equal(Ward[0], Assert.Single(_run.Alerts.Open.Alerts.Values, a => a.Active).Patient);
        Assert.Equal(0, _run.Alerts.Gaps);
    }

    [Fact]
    [Trait("Control", "C-93")]
    public async Task Restart_WhileSilencesWait_TellsThemAfterIt()
    {
        await StopAsync(wait: 5);
        Assert.Empty(_run.Alerts.Open.Alerts);
        await _run.ApplyAsync([MonitorRun.Spo2("other", "ox", _run.Now, 97)]);
        await _run.Monitor.DisposeAsync();
        await _run.OpenAsync();
        _run.Wait(TimeSpan.FromSeconds(11));
        await _run.AdvanceAsync();
        Assert.Equal("8 devices silent", Assert.Single(_run.Alerts.Open.Alerts.Values).Title);
    }

    [Fact]
    [Trait("Control", "C-93")]
    public async Task Replay_AfterTheSettingWasChanged_GroupsWhatWasGrouped()
    {
        await StopAsync();
        var before = _run.Alerts.TimersRan;
        _run.Crash();
        await _run.OpenAsync();
        await _run.ApplyAsync([], new EngineStarted(before, 20));
        Assert.Equal((0, 0), (_run.Alerts.Conflicts, _run.Alerts.Gaps));

        // By the new one eight are too few for a group.
        _run.Wait(TimeSpan.FromSeconds(16));
        await _run.AdvanceAsync();
        Assert.Equal(Ward, _run.Alerts.Open.Alerts.Values.Where(a => a.Active).Select(a => a.Patient).Order());
    }

    [Fact]
    public async Task Acknowledge_OfTheGroup_MakesNoPatientOfTheReservedId()
    {
        await StopAsync();
        var group = _run.Alerts.Open.Alerts.Values.Single();
        await _run.ApplyAsync([], new AlertActed(new AlertAction(AlertActionKind.Acknowledge, group.Id, group.Patient, "nurse")));
        Assert.True(_run.Alerts.Open.Alerts[group.Id].Acknowledged);
        await _run.Monitor.DisposeAsync();
        using var file = new MonitorFile(Path.Combine(_run.Folder, "monitor.db"));
        Assert.DoesNotContain(file.States(), s => s.Patient == EnginePatient.Id);
        await _run.OpenAsync();
    }

    [Fact]
    [Trait("Control", "C-93")]
    public async Task Open_OfAnOlderSnapshot_MigratesAndLosesNothing()
    {
        await _run.OpenAsync();
        await _run.ActivateAsync("cgm");
        await _run.ApplyAsync([.. Ward.Select(p => MonitorRun.Glucose(p, p, _run.Now, 120))]);
        await _run.Monitor.DisposeAsync();
        using (var old = new SqliteConnection($"Data Source={Path.Combine(_run.Folder, "monitor.db")};Pooling=False"))
        {
            old.Open();
            using var command = old.CreateCommand();
            command.CommandText = "ALTER TABLE progress DROP COLUMN silence_groups; DROP TABLE devices; DROP TABLE enrolments; PRAGMA user_version = 1;";
            command.ExecuteNonQuery();
        }

        await _run.OpenAsync();
        _run.Wait(TimeSpan.FromMinutes(20) + SilenceGroups.Wait);
        await _run.AdvanceAsync();
        Assert.Equal("8 devices silent", Assert.Single(_run.Alerts.Open.Alerts.Values).Title);
    }

    [Fact]
    [Trait("Control", "C-93")]
    public async Task Replay_OfSilencesThatAnEntryMadeDue_TellsThemWhenItDid()
    {
        // A pause ends early when all have long been silent.
        var live = await PlayAsync(_run, live: true);
        await using var other = new MonitorRun(shards: 1);
        Assert.Equal(live, await PlayAsync(other, live: false));
        Assert.Contains("v1 Raised 2026-11-23T09:00:15.000Z", Assert.Single(live, l => l.Contains(EnginePatient.SilentDevices, StringComparison.Ordinal)), StringComparison.Ordinal);

        static async Task<IReadOnlyList<string>> PlayAsync(MonitorRun run, bool live)
        {
            await run.OpenAsync();
            run.Append([], new EngineStarted(null, 5), MonitorRun.Pack("cgm"));
            run.Append(
                [.. Ward.Select(p => MonitorRun.Glucose(p, p, run.Now, 120))],
                [.. Ward.Select(p => new MonitoringPaused(p, run.Now + TimeSpan.FromHours(9), "move", "nurse"))]);
            await LookAsync(TimeSpan.FromMinutes(60));
            run.Append([], [.. Ward.Select(p => new MonitoringPaused(p, null, "moved", "nurse"))]);
            await LookAsync(TimeSpan.FromSeconds(7));
            await LookAsync(TimeSpan.FromSeconds(7));
            run.Append([MonitorRun.Spo2("other", "ox", run.Now, 97)]);
            await LookAsync(TimeSpan.FromMinutes(1));
            await run.AdvanceAsync();
            return await run.LogAsync();

            async Task LookAsync(TimeSpan span)
            {
                if (live)
                {
                    await run.AdvanceAsync();
                }

                run.Wait(span);
            }
        }
    }

    [Fact]
    [Trait("Control", "C-93")]
    public async Task Replay_OverTheEndOfAHold_LetsOtherTimersRunInTheirOwnOrder()
    {
        var live = await PlayAsync(_run, live: true);
        await using var other = new MonitorRun(shards: 1);
        Assert.Equal(live, await PlayAsync(other, live: false));
        Assert.Equal(4, live.Count(l => l.Contains(" Escalated ", StringComparison.Ordinal)));

        static async Task<IReadOnlyList<string>> PlayAsync(MonitorRun run, bool live)
        {
            await run.OpenAsync();
            run.Append([], new EngineStarted(null, 5), MonitorRun.Pack("cgm"));
            run.Append([MonitorRun.Glucose("zoe", "z", run.Now, 41)]);
            run.Wait(TimeSpan.FromSeconds(30));
            run.Append([MonitorRun.Glucose("anna", "a", run.Now, 41)]);
            // Back after 200 s, and held for as long: both escalations are due within the hold.
            var before = run.Now;
            run.Wait(TimeSpan.FromSeconds(200));
            run.Append([], new EngineStarted(before, 5));
            for (var i = 0; i < 14; i++)
            {
                if (live)
                {
                    await run.AdvanceAsync();
                }

                run.Wait(TimeSpan.FromMinutes(0.5));
            }

            run.Append([MonitorRun.Spo2("other", "ox", run.Now, 97)]);
            await run.AdvanceAsync();
            return [.. (await run.LogAsync()).Where(l => l.Contains(" Escalated ", StringComparison.Ordinal))];
        }
    }

    /// <summary>Eight devices send once and then no more.</summary>
    private async Task StopAsync(int wait = 16)
    {
        await _run.OpenAsync();
        await _run.ApplyAsync([], new EngineStarted(null, 5));
        await _run.ActivateAsync("cgm");
        await _run.ApplyAsync([.. Ward.Select(p => MonitorRun.Glucose(p, p, _run.Now, 120))]);
        _run.Wait(TimeSpan.FromMinutes(20));
        await _run.AdvanceAsync();
        _run.Wait(TimeSpan.FromSeconds(wait));
        await _run.AdvanceAsync();
    }
}
