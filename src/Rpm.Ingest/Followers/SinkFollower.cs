using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Followers;

/// <summary>An outside sink as a follower: its cursor and counts are kept here, after each delivery.</summary>
internal sealed partial class SinkFollower(IOutsideSink sink, CursorFile cursors, ILogger<SinkFollower> logger) : IFollower
{
    private FollowerProgress _progress;

    public string Name => sink.Name;

    public bool Embedded => false;

    public long TrimTo => _progress.Cursor;

    public ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken)
    {
        _progress = cursors.Find(sink.Name) ?? default;
        return ValueTask.FromResult(_progress);
    }

    public async ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        var delivery = await sink.DeliverAsync(groups, cancellationToken);
        foreach (var rejection in delivery.Rejected)
        {
            LogRejected(sink.Name, rejection.Position, rejection.Reason);
        }

        _progress = new FollowerProgress(
            groups[^1].Last, _progress.Written + delivery.Written + groups.Sum(g => g.Passed), _progress.Rejected + delivery.Rejected.Count);
        cursors.Keep(sink.Name, _progress);
        return _progress;
    }

    [LoggerMessage(1110, LogLevel.Error, "{Sink} refused the reading at journal position {Position} for good: {Reason}")]
    private partial void LogRejected(string sink, long position, string reason);
}
