using System.Collections.Concurrent;
using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Tests.Followers;

/// <summary>Keeps what it was given; fails or waits when told to.</summary>
internal sealed class RecordingFollower(string name = "recorder", bool embedded = true) : IFollower
{
    private FollowerProgress _progress;

    public ConcurrentQueue<JournalGroup> Applied { get; } = new();

    /// <summary>What the next calls throw, one each.</summary>
    public ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>Completes when it may go on.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int Calls { get; private set; }

    public int Advanced { get; private set; }

    public string Name => name;

    public bool Embedded => embedded;

    public long TrimTo => Cursor;

    public long Cursor
    {
        get => _progress.Cursor;
        set => _progress = _progress with { Cursor = value };
    }

    public ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_progress);

    public async ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        Calls++;
        await Gate.WaitAsync(cancellationToken);
        if (Failures.TryDequeue(out var failure))
        {
            throw failure;
        }

        foreach (var group in groups)
        {
            Applied.Enqueue(group);
        }

        return _progress = new FollowerProgress(groups[^1].Last, _progress.Written + groups.Sum(g => g.Readings.Length), 0);
    }

    public ValueTask AdvanceAsync(JournalFence fence, CancellationToken cancellationToken)
    {
        Advanced++;
        return ValueTask.CompletedTask;
    }
}
