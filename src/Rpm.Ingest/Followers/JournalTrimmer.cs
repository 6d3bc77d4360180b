using Rpm.Ingest.Duplicates;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Followers;

/// <summary>
/// Decides how much of the journal may go: what every follower has durably passed, and the duplicate index has in its runs. Above the
/// size limit outside followers no longer count; they are detached and later brought up from the series store. The embedded ones
/// always count: only they may ever stop acknowledgements.
/// </summary>
internal sealed partial class JournalTrimmer(
    JournalFile file, DuplicateIndex duplicates, Committer committer, IReadOnlyList<FollowerPump> pumps, long limitBytes, ILogger<JournalTrimmer> logger)
{
    private bool _overLimit;

    /// <summary>Bytes the journal uses.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Looks once and tells the committer.</summary>
    public void Look()
    {
        SizeBytes = file.SizeBytes();
        var over = SizeBytes > limitBytes;
        var position = duplicates.DurablePosition;
        foreach (var pump in pumps)
        {
            if (pump.Follower.Embedded || (!over && !pump.Detached))
            {
                position = Math.Min(position, pump.Follower.TrimTo);
            }
        }

        if (over && !_overLimit)
        {
            LogOverLimit(SizeBytes, limitBytes);
        }

        _overLimit = over;
        committer.TrimTo(position);
    }

    [LoggerMessage(1120, LogLevel.Critical, "The journal has {Bytes} bytes, its limit is {Limit}: outside followers that lag no longer hold it back.")]
    private partial void LogOverLimit(long bytes, long limit);
}
