using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Tests.Journal;

namespace Rpm.Ingest.Tests.Followers;

public sealed class FollowerPumpTests : IDisposable
{
    private readonly JournalFixture _journal = new();
    private readonly CancellationTokenSource _stop = new();
    private long? _until;

    public void Dispose()
    {
        _stop.Dispose();
        _journal.Dispose();
    }

    [Fact]
    public async Task Run_GroupsOfBeforeAndAfter_AppliesAllInOrderAndEndsAtTheJournalsEnd()
    {
        for (var i = 0; i < 20; i++)
        {
            _journal.Groups.Commit((i + 1) % 3);
        }

        _journal.Reopen();
        var follower = new RecordingFollower();
        var run = await RunAsync(follower);
        for (var i = 0; i < 20; i++)
        {
            _journal.Groups.Commit(i % 3);
        }

        await EndAsync(run);
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), follower.Applied.Select(g => g.Id));
    }

    [Fact]
    [Trait("Control", "C-11")]
    public async Task Run_AfterARestart_GoesOnFromTheCursor()
    {
        for (var i = 0; i < 10; i++)
        {
            _journal.Groups.Commit(2);
        }

        _journal.Reopen();
        var follower = new RecordingFollower { Cursor = 8 };
        await EndAsync(await RunAsync(follower));
        Assert.Equal([5, 6, 7, 8, 9, 10], follower.Applied.Select(g => g.Id));
        Assert.Equal(20, follower.Cursor);
    }

    [Fact]
    public async Task Run_SinkUnavailable_TriesTheSameGroupsAgainAndSkipsNothing()
    {
        _journal.Groups.Commit(1);
        var follower = new RecordingFollower(embedded: false);
        for (var i = 0; i < 4; i++)
        {
            follower.Failures.Enqueue(new SinkUnavailableException("down"));
        }

        var pump = Pump(follower);
        await pump.OpenAsync(_stop.Token);
        var run = pump.RunAsync(() => _until, _stop.Token);
        await Eventually.TrueAsync(() => pump.Fault == "down", "the fault is shown");
        _journal.Groups.Commit(1);
        await AdvanceUntilAsync(() => follower.Applied.Count == 2, TimeSpan.FromSeconds(1));

        Assert.Equal([1, 2], follower.Applied.Select(g => g.Id));
        Assert.Null(pump.Fault);
        Assert.Equal(2, pump.Progress.Written);
        await EndAsync(run);
    }

    [Fact]
    public async Task Run_SinkUnavailable_WaitsAtMostTenSecondsBetweenTries()
    {
        _journal.Groups.Commit(1);
        var follower = new RecordingFollower(embedded: false);
        for (var i = 0; i < 30; i++)
        {
            follower.Failures.Enqueue(new SinkUnavailableException("down"));
        }

        var run = await RunAsync(follower);
        await AdvanceUntilAsync(() => follower.Calls >= 20, TimeSpan.FromSeconds(1));
        var (calls, from) = (follower.Calls, _journal.Clock.GetUtcNow());
        await AdvanceUntilAsync(() => follower.Calls >= calls + 2, TimeSpan.FromSeconds(1));
        Assert.True(_journal.Clock.GetUtcNow() - from < TimeSpan.FromSeconds(120), $"{_journal.Clock.GetUtcNow() - from} for two tries");
        await AbortAsync(run);
    }

    [Fact]
    public async Task Run_UnexpectedException_Surfaces()
    {
        _journal.Groups.Commit(1);
        var follower = new RecordingFollower();
        follower.Failures.Enqueue(new InvalidDataException("broken"));
        var run = await RunAsync(follower);
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidDataException>(() => run.WaitAsync(Eventually.Deadline))).Message);
    }

    [Fact]
    [Trait("Control", "C-15")]
    public async Task Run_UnexpectedExceptionOfAnOutsideSink_IsTriedAgainLikeAnOutage()
    {
        _journal.Groups.Commit(1);
        var follower = new RecordingFollower(embedded: false);
        follower.Failures.Enqueue(new InvalidDataException("broken"));
        // What HttpClient throws when a connection is not made in time: a cancellation that nobody asked for.
        follower.Failures.Enqueue(new TaskCanceledException("no connection in time"));
        var pump = Pump(follower);
        await pump.OpenAsync(_stop.Token);
        var run = pump.RunAsync(() => _until, _stop.Token);
        await Eventually.TrueAsync(() => pump.Fault == "broken", "the fault is shown");
        await AdvanceUntilAsync(() => follower.Applied.Count == 1, TimeSpan.FromSeconds(1));
        Assert.Null(pump.Fault);
        await EndAsync(run);
    }

    [Fact]
    [Trait("Control", "C-15")]
    public async Task Run_OneFollowerStandsStill_HoldsUpNeitherTheOthersNorTheJournal()
    {
        var gate = new TaskCompletionSource();
        var (slow, fast) = (new RecordingFollower("slow", embedded: false) { Gate = gate.Task }, new RecordingFollower("fast"));
        var (slowRun, fastRun) = (await RunAsync(slow), await RunAsync(fast));
        for (var i = 0; i < 3000; i++)
        {
            _journal.Groups.Commit(0);
        }

        await Eventually.TrueAsync(() => fast.Applied.Count == 3000, "the fast follower has everything");
        Assert.Empty(slow.Applied);

        gate.SetResult();
        await EndAsync(slowRun);
        await EndAsync(fastRun);
        Assert.Equal(Enumerable.Range(1, 3000).Select(i => (long)i), slow.Applied.Select(g => g.Id));
    }

    [Fact]
    public async Task Run_EmptyGroupsTrimmedBeforeTheyWereRead_IsNoGap()
    {
        _journal.Groups.Commit(2);
        for (var i = 0; i < 5; i++)
        {
            _journal.Groups.Commit(0); // duplicates only
        }

        _journal.Groups.Commit(1);
        var follower = new RecordingFollower { Cursor = 2 };
        _journal.Reopen();
        var pump = Pump(follower);
        await pump.OpenAsync(_stop.Token);
        // Opened behind group 6, the reader is put back as one is that fell behind what memory holds.
        _journal.File.Trim(2, 100);
        await EndAsync(pump.RunAsync(() => _until, _stop.Token));
        Assert.Equal([3], follower.Applied.SelectMany(g => g.Readings.ToArray()).Select(r => r.Position));
    }

    [Fact]
    public async Task Open_JournalNoLongerReachesBackToAnEmbeddedFollower_IsRefused()
    {
        _journal.Groups.Commit(2);
        _journal.Groups.Commit(2);
        _journal.Groups.Commit(2);
        _journal.File.Trim(4, 100);
        await Assert.ThrowsAsync<InvalidDataException>(() => Pump(new RecordingFollower { Cursor = 2 }).OpenAsync(_stop.Token));
    }

    [Fact]
    public async Task Run_NothingToApply_LetsTimersRun()
    {
        _journal.Groups.Commit(1);
        var follower = new RecordingFollower();
        var run = await RunAsync(follower);
        await AdvanceUntilAsync(() => follower.Advanced >= 3, TimeSpan.FromMilliseconds(500));
        await EndAsync(run);
    }

    [Fact]
    public async Task Lag_StandingStill_IsTheAgeOfTheOldestGroup()
    {
        var gate = new TaskCompletionSource();
        var pump = Pump(new RecordingFollower { Gate = gate.Task });
        await pump.OpenAsync(_stop.Token);
        var run = pump.RunAsync(() => _until, _stop.Token);
        var at = _journal.Groups.Commit(1).At;
        await Eventually.TrueAsync(() =>
        {
            _journal.Clock.Advance(TimeSpan.FromSeconds(10));
            return pump.Lag >= TimeSpan.FromSeconds(30);
        }, "the lag is seen");
        Assert.Equal(Telemetry.Instant.From(_journal.Clock.GetUtcNow()) - at, pump.Lag);
        gate.SetResult();
        await EndAsync(run);
        Assert.Equal(TimeSpan.Zero, pump.Lag);
    }

    private FollowerPump Pump(IFollower follower) => new(follower, _journal.Log, _journal.Clock, NullLogger<FollowerPump>.Instance);

    private async Task<Task> RunAsync(IFollower follower)
    {
        var pump = Pump(follower);
        await pump.OpenAsync(_stop.Token);
        return pump.RunAsync(() => _until, _stop.Token);
    }

    private async Task EndAsync(Task run)
    {
        _until = _journal.Log.LastGroup;
        await AdvanceUntilAsync(() => run.IsCompleted, TimeSpan.FromMilliseconds(500));
        await run;
    }

    private async Task AbortAsync(Task run)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private Task AdvanceUntilAsync(Func<bool> condition, TimeSpan step) => Eventually.TrueAsync(() =>
    {
        if (condition())
        {
            return true;
        }

        _journal.Clock.Advance(step);
        return false;
    }, "what the test waits for");
}
