using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Journal;

public sealed class JournalLogTests : IDisposable
{
    private readonly JournalFixture _journal = new();

    public void Dispose() => _journal.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    public void ReadAfter_FromMemoryAndFromTheFile_GivesTheSameWithoutGaps(long after)
    {
        for (var i = 0; i < 10; i++)
        {
            _journal.Groups.Commit(i % 3);
        }

        var memory = _journal.Log.ReadAfter(after, 1000);
        _journal.Reopen();
        var file = _journal.Log.ReadAfter(after, 1000);

        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i).Where(i => i > after), memory.Select(g => g.Id));
        Assert.Equal(Describe(memory), Describe(file));
    }

    [Fact]
    public void ReadAfter_BehindWhatMemoryHolds_GoesOnSeamlessly()
    {
        for (var i = 0; i < 1500; i++)
        {
            _journal.Groups.Commit(1);
        }

        var read = new List<long>();
        while (_journal.Log.ReadAfter(read.Count, 100_000) is { Count: > 0 } groups)
        {
            read.AddRange(groups.Select(g => g.Id));
        }

        Assert.Equal(Enumerable.Range(1, 1500).Select(i => (long)i), read);
    }

    [Fact]
    public void ReadAfter_LargeGroupsInTheFile_StopsAtTheReadingsAskedFor()
    {
        for (var i = 0; i < 5; i++)
        {
            _journal.Groups.Commit(100);
        }

        _journal.Reopen();
        Assert.Equal([1, 2], _journal.Log.ReadAfter(0, 150).Select(g => g.Id));
    }

    [Fact]
    public async Task WaitFor_GroupThatIsThereOrCome_CompletesAndElseWaits()
    {
        _journal.Groups.Commit(1);
        await _journal.Log.WaitForAsync(0, CancellationToken.None);
        var next = _journal.Log.WaitForAsync(1, CancellationToken.None);
        Assert.False(next.IsCompleted);
        _journal.Groups.Commit(1);
        await next.WaitAsync(TimeSpan.FromSeconds(10));

        using var stop = new CancellationTokenSource();
        var never = _journal.Log.WaitForAsync(2, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => never);
    }

    [Fact]
    [Trait("Control", "C-19")]
    public void Begin_ClockSetBack_GoesOnFromTheNewestTime()
    {
        var first = _journal.Groups.Commit(1).At;
        _journal.Clock.AdjustTime(_journal.Clock.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.Equal(first, _journal.Groups.Commit(1).At);
        _journal.Reopen();
        Assert.Equal(first, _journal.Groups.Commit(1).At);
    }

    [Fact]
    [Trait("Control", "C-19")]
    public void Fence_Given_NoLaterGroupIsBeforeIt()
    {
        _journal.Groups.Commit(1);
        _journal.Clock.Advance(TimeSpan.FromSeconds(7));
        var fence = _journal.Log.Fence();
        Assert.Equal(1, fence.Group);
        _journal.Clock.AdjustTime(_journal.Clock.GetUtcNow() - TimeSpan.FromSeconds(5));
        Assert.Equal(fence.At, _journal.Groups.Commit(1).At);
    }

    [Fact]
    [Trait("Control", "C-19")]
    public void Fence_WhileAGroupIsBuilt_StaysAtThatGroupsTime()
    {
        var building = _journal.Log.Begin();
        _journal.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(new JournalFence(0, building), _journal.Log.Fence());
        _journal.Log.Abandon();
        Assert.Equal(building + TimeSpan.FromSeconds(3), _journal.Log.Fence().At);
    }

    [Fact]
    [Trait("Control", "C-19")]
    public void NotBefore_TimeAheadOfTheClock_HoldsForGroupsAndFences()
    {
        var ahead = Instant.From(_journal.Clock.GetUtcNow()) + TimeSpan.FromMinutes(2);
        _journal.Log.NotBefore(ahead);
        Assert.Equal(ahead, _journal.Log.Fence().At);
        Assert.Equal(ahead, _journal.Groups.Commit(1).At);
    }

    [Fact]
    [Trait("Control", "C-13")]
    public async Task Balance_ReadWhileGroupsArePublished_IsNeverHalfOfTwo()
    {
        using var stop = new CancellationTokenSource();
        var log = _journal.Log;
        var watching = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal(0, log.Balance.Missing);
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 1; i < 300_000; i++)
        {
            log.Publish(new JournalGroup { Id = i, First = i, Last = i, At = default, Readings = default, Entries = [], Balance = new Balance(3 * i, i, i, i, 0) });
        }

        await stop.CancelAsync();
        await watching;
    }

    private static IEnumerable<string> Describe(IEnumerable<JournalGroup> groups) => groups.Select(g =>
        $"{g.Id} {g.First}-{g.Last} {g.At} {g.Balance} {string.Join(',', g.Readings.ToArray().Select(r => $"{r.Position} {r.Patient} {r.Reading.Time}"))}");
}
