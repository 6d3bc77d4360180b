using Rpm.Ingest.Http;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Quarantine;

/// <summary>Lists what is in quarantine, sends it through the pipeline again after a fix, and discards what has expired.</summary>
internal sealed class QuarantineDoor(QuarantineStore store, IIntake intake, IJournal journal, TimeProvider clock) : IQuarantine
{
    private const int Page = 500;

    /// <inheritdoc/>
    public Task<IReadOnlyList<QuarantineItem>> ListAsync(QuarantineFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<QuarantineItem>>([.. Matching(filter).Select(e => new QuarantineItem(e.Position, e))]);

    /// <inheritdoc/>
    public Task<QuarantineItem?> GetAsync(long id, CancellationToken cancellationToken) =>
        Task.FromResult(store.Find(id) is { } entry ? new QuarantineItem(entry.Position, entry) : null);

    /// <inheritdoc/>
    public async Task<ReplayCounts> ReplayAsync(QuarantineFilter filter, CancellationToken cancellationToken)
    {
        var (replayed, committed, duplicate) = (0, 0, 0);
        foreach (var entry in Matching(filter).ToList())
        {
            replayed++;
            if (entry.PayloadHash is not null)
            {
                continue; // only its head was kept
            }

            var frame = new Frame
            {
                Source = FrameSource.Replay,
                Topic = entry.Topic,
                Client = entry.Client,
                Payload = entry.Payload,
                Received = entry.Received,
                UserProperties = entry.UserProperties ?? [],
                QuarantineId = entry.Position,
                ReplayIndex = entry.Index,
            };
            await intake.AcceptAsync(frame, cancellationToken);
            var outcome = await frame.Receipt.Settled.WaitAsync(cancellationToken);
            committed += outcome.Committed;
            duplicate += outcome.Duplicate;
        }

        return new ReplayCounts(replayed, committed, duplicate, replayed - committed - duplicate);
    }

    /// <summary>Discards what was received before <paramref name="age"/> ago; says how many elements.</summary>
    public async Task<int> ExpireAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        var before = Instant.From(clock.GetUtcNow()) - age;
        var expired = 0;
        while (store.List(new QuarantineQuery { To = before, Take = Page }) is { Count: > 0 } page)
        {
            var position = await journal.AppendAsync(
                [.. page.Select(e => new QuarantineReleased(e.Position, QuarantineEnding.Discarded))], cancellationToken);
            expired += page.Count;
            await store.WaitForAsync(position, cancellationToken);
        }

        return expired;
    }

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
