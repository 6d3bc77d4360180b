using Rpm.Ingest.Http;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Quarantine;

/// <summary>
/// Lists what is in quarantine, sends it through the pipeline again after a fix, and discards what has expired. Nothing else takes elements
/// out, and it does so one request at a time with the store brought up to the journal first: an element leaves once.
/// </summary>
/// <param name="lastPosition">Position of the newest journal entry.</param>
internal sealed class QuarantineDoor(QuarantineStore store, IIntake intake, IJournal journal, Func<long> lastPosition, TimeProvider clock) : IQuarantine, IDisposable
{
    private const int Page = 500;

    private readonly SemaphoreSlim _one = new(1);
    private readonly HashSet<long> _stuck = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<QuarantineItem>> ListAsync(QuarantineFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<QuarantineItem>>([.. Matching(filter).Select(e => new QuarantineItem(e.Position, e))]);

    /// <inheritdoc/>
    public Task<QuarantineItem?> GetAsync(long id, CancellationToken cancellationToken) =>
        Task.FromResult(store.Find(id) is { } entry ? new QuarantineItem(entry.Position, entry) : null);

    /// <inheritdoc/>
    public Task<ReplayCounts> ReplayAsync(QuarantineFilter filter, CancellationToken cancellationToken) =>
        AloneAsync(() => ReplayAloneAsync(filter, cancellationToken), cancellationToken);

    /// <summary>Discards what was received before <paramref name="age"/> ago; says how many elements.</summary>
    public Task<int> ExpireAsync(TimeSpan age, CancellationToken cancellationToken) =>
        AloneAsync(() => ExpireAloneAsync(age, cancellationToken), cancellationToken);

    /// <summary>Lets parts that wait complete what has come meanwhile, or stand for themselves where their time is over; says how many left.</summary>
    public Task<int> JoinAsync(CancellationToken cancellationToken) => AloneAsync(() => JoinAloneAsync(cancellationToken), cancellationToken);

    /// <summary>Discards what came of an erased patient's enrolments; says how many elements.</summary>
    public Task<int> DiscardAsync(IReadOnlyList<Enrolment> enrolments, CancellationToken cancellationToken) =>
        AloneAsync(() => DiscardAloneAsync(enrolments, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await store.WaitForAsync(lastPosition(), cancellationToken);
            return await work();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<ReplayCounts> ReplayAloneAsync(QuarantineFilter filter, CancellationToken cancellationToken)
    {
        var (replayed, committed, duplicate, still) = (0, 0, 0, 0);
        foreach (var entry in Matching(filter).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            replayed++;
            if (entry.PayloadHash is not null)
            {
                still++;
                continue; // only its head was kept
            }

            var frame = Again(entry);
            await intake.AcceptAsync(frame, cancellationToken);
            var outcome = await frame.Receipt.Settled; // not cancelled: the next request must find what became of it
            committed += outcome.Committed;
            duplicate += outcome.Duplicate;
            still += outcome.Quarantined.Count;
            replayed += outcome.Received - 1; // a frame that counted as one until it could be decoded
        }

        return new ReplayCounts(replayed, committed, duplicate, still);
    }

    /// <summary>Page by page, so that many parts share a commit.</summary>
    private async Task<int> JoinAloneAsync(CancellationToken cancellationToken)
    {
        var (now, left, after) = (Instant.From(clock.GetUtcNow()), 0, 0L);
        while (store.Waiting(after, Page) is { Count: > 0 } page)
        {
            var frames = new List<(Quarantined Entry, Frame Frame)>();
            foreach (var entry in page.Where(e => !_stuck.Contains(e.Position)))
            {
                var frame = Again(entry);
                await intake.AcceptAsync(frame, cancellationToken);
                frames.Add((entry, frame));
            }

            foreach (var (entry, frame) in frames)
            {
                var outcome = await frame.Receipt.Settled;
                left += outcome.Committed + outcome.Duplicate;
                if (outcome.Quarantined.Count > 0 && entry.Waits <= now)
                {
                    _stuck.Add(entry.Position); // its time is over and it cannot be taken: as any other, it is a person's now
                }
            }

            after = page[^1].Position;
        }

        return left;
    }

    private static Frame Again(Quarantined entry) => new()
    {
        Source = FrameSource.Replay,
        Topic = entry.Topic,
        Client = entry.Client,
        Payload = entry.Payload,
        Received = entry.Received,
        UserProperties = entry.UserProperties ?? [],
        QuarantineId = entry.Position,
        ReplayIndex = entry.Index,
        Waits = entry.Waits,
    };

    private async Task<int> ExpireAloneAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var before = Instant.From(clock.GetUtcNow()) - age;
        var expired = 0;
        while (store.List(new QuarantineQuery { To = before, Take = Page }) is { Count: > 0 } page)
        {
            var position = await journal.AppendAsync(
                [.. page.Select(e => new QuarantineReleased(e.Position, QuarantineEnding.Discarded))], CancellationToken.None);
            expired += page.Count;
            await store.WaitForAsync(position, cancellationToken);
        }

        return expired;
    }

    private async Task<int> DiscardAloneAsync(IReadOnlyList<Enrolment> enrolments, CancellationToken cancellationToken)
    {
        var gone = enrolments.GroupBy(e => e.Device).SelectMany(e => Pages(new QuarantineFilter { Device = e.Key }).Where(q => e.Any(one => Holds(one, q)))).ToList();
        foreach (var page in gone.Chunk(Page))
        {
            var position = await journal.AppendAsync(
                [.. page.Select(e => new QuarantineReleased(e.Position, QuarantineEnding.Discarded))], CancellationToken.None);
            await store.WaitForAsync(position, cancellationToken);
        }

        return gone.Count;
    }

    /// <summary>An element whose time could not be read counts by its arrival.</summary>
    private static bool Holds(Enrolment enrolment, Quarantined entry) =>
        (entry.Time ?? entry.Received) is var time && enrolment.From <= time && time < enrolment.To;

    private IEnumerable<Quarantined> Matching(QuarantineFilter filter)
    {
        if (filter.Ids is { } ids)
        {
            return ids.Where(id => id > filter.After).Select(store.Find).OfType<Quarantined>()
                .Where(e => filter.Reason is null || e.Reason == filter.Reason).Take(filter.Take ?? int.MaxValue);
        }

        return Pages(filter).Take(filter.Take ?? int.MaxValue);
    }

    private IEnumerable<Quarantined> Pages(QuarantineFilter filter)
    {
        var query = new QuarantineQuery { Reason = filter.Reason, Device = filter.Device, From = filter.From, To = filter.To, After = filter.After, Take = Page };
        while (store.List(query) is { Count: > 0 } page)
        {
            foreach (var entry in page)
            {
                yield return entry;
            }

            query = query with { After = page[^1].Position };
        }
    }
}
