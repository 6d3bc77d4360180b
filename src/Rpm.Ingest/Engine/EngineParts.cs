using Rpm.Ingest.Duplicates;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Engine;

/// <summary>The parts between door and followers, opened on one data directory and recovered to the journal's end.</summary>
internal sealed class EngineParts : IAsyncDisposable
{
    /// <summary>Beyond the oldest reading that is taken: for clocks that are put back, and a <c>MaxAge</c> that is raised a little.</summary>
    private static readonly TimeSpan KeyMargin = TimeSpan.FromDays(7);

    private EngineParts(JournalFile file, JournalLog log, DuplicateIndex duplicates, Intake intake, Committer committer)
    {
        (File, Log, Duplicates, Intake, Committer) = (file, log, duplicates, intake, committer);
    }

    public JournalFile File { get; }

    public JournalLog Log { get; }

    public DuplicateIndex Duplicates { get; }

    public Intake Intake { get; }

    public Committer Committer { get; }

    public IReadOnlyList<FollowerPump> Pumps { get; private set; } = [];

    public JournalTrimmer Trimmer { get; private set; } = null!;

    /// <summary>The registry after the newest commit.</summary>
    public IRegistry Registry => Committer;

    /// <summary>The journal's time of the newest commit before this start; null in a new data directory.</summary>
    public Instant? LastOpen { get; private init; }

    /// <summary>Opens journal and duplicate index and recovers the registry.</summary>
    /// <param name="maxAge">Readings older than this are refused: keys of older ones are needed no more.</param>
    public static EngineParts Open(
        string folder, TimeSpan maxAge, Func<Func<RegistrySnapshot>, IFrameDecoder> decoder, RegistryStore registry, CommitOptions options,
        ICommitMeter meter, TimeProvider clock, ILoggerFactory loggers)
    {
        var file = new JournalFile(Path.Combine(folder, "journal.db"));
        var log = new JournalLog(file, clock);
        var duplicates = new DuplicateIndex(Path.Combine(folder, "duplicates"), keep: maxAge + KeyMargin);
        var snapshot = JournalRecovery.Recover(log, duplicates, registry.Load(), registry.Cursor());
        Committer? committer = null;
        var intake = new Intake(decoder(() => committer?.Current ?? snapshot), options, loggers.CreateLogger<Intake>());
        committer = new Committer(intake, file, log, duplicates, snapshot, options, clock, meter, loggers.CreateLogger<Committer>());
        return new EngineParts(file, log, duplicates, intake, committer) { LastOpen = file.Newest?.At };
    }

    /// <summary>Names the followers.</summary>
    public void Follow(IReadOnlyList<FollowerPump> pumps, JournalTrimmer trimmer) => (Pumps, Trimmer) = (pumps, trimmer);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Duplicates.Flushed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Duplicates.Dispose();
        File.Dispose();
    }
}
