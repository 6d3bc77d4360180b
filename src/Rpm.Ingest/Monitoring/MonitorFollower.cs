using System.Buffers;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Ingest.Monitoring;

/// <summary>
/// The follower that judges: it deals the journal out to shards by patient, gathers their alert changes in one order, lets one alert
/// stand for many silent devices, and makes what is told durable in the alert store. Its cursor is that of the last snapshot; after a start it replays from there, and the alert store
/// recognises what it has already.
/// </summary>
internal sealed class MonitorFollower : IFollower, IMonitorClock, IAsyncDisposable
{
    private static readonly TimeSpan SnapshotEvery = TimeSpan.FromSeconds(10);
    private const long SnapshotReadings = 500_000;

    private readonly MonitorFile _file;
    private readonly AlertStore _alerts;
    private readonly TimeProvider _clock;
    private readonly MonitorShard[] _shards;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task _running = Task.CompletedTask;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SilenceGroups _silences = new();
    private RegistrySnapshot _registry = RegistrySnapshot.Empty;
    private RegistrySnapshot _written = RegistrySnapshot.Empty;
    private FollowerProgress _progress;
    private FollowerProgress _snapshot;
    private long _snapshotAt;
    private bool _disposed;

    // False while the shards may be ahead of what the alert store holds: a snapshot taken then would lose the alerts between the two.
    private bool _whole;
    private long _applied;

    public MonitorFollower(MonitorFile file, AlertStore alerts, TimeProvider clock, int shards)
    {
        (_file, _alerts, _clock) = (file, alerts, clock);
        _shards = [.. Enumerable.Range(0, shards).Select(i => new MonitorShard(i, shards))];
    }

    /// <summary>Whether a patient was erased: a monitor of before is not brought back from a snapshot, even for a moment.</summary>
    public Func<string, bool> IsErased { get; init; } = _ => false;

    public string Name => "monitor";

    public bool Embedded => true;

    public long TrimTo => _snapshot.Cursor;

    /// <inheritdoc/>
    public long Applied => Volatile.Read(ref _applied);

    /// <summary>Work waiting in the shards.</summary>
    public int Waiting => _shards.Sum(s => s.Waiting);

    /// <inheritdoc/>
    public async Task WaitForAsync(long position, CancellationToken cancellationToken)
    {
        while (Applied < position)
        {
            Task moved;
            lock (_gate)
            {
                moved = _moved.Task;
            }

            if (Applied < position)
            {
                await moved.WaitAsync(cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken)
    {
        await _alerts.OpenAsync(cancellationToken);
        (_progress, var silenceFrom) = _file.Progress();
        _registry = _written = _file.Registry();
        _silences = SilenceGroups.Read(_file.SilenceGroups());
        var states = _file.States().Where(s => !IsErased(s.Patient)).ToList();
        foreach (var shard in _shards)
        {
            shard.Restore(_registry, states, silenceFrom, _progress.Cursor);
        }

        _snapshot = _progress;
        _applied = _progress.Cursor;
        _snapshotAt = _clock.GetTimestamp();
        _whole = true;
        _running = Task.WhenAll(_shards.Select(s => Task.Run(() => s.RunAsync(_stop.Token))));
        return _progress;
    }

    /// <inheritdoc/>
    public async ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        _whole = false;
        byte[][] dealt = [.. groups.Select(g => MonitorShard.Deal(g.Readings.Span, _shards.Length))];
        var inputs = InputsOf(await EachAsync(s => s.Apply(groups, dealt), cancellationToken));
        foreach (var group in groups)
        {
            foreach (var entry in group.Entries)
            {
                _registry = RegistryChange.Apply(_registry, entry, group.At);
                if (GroupInput.Of(entry, group.At) is { } input)
                {
                    inputs.Add(input);
                }
            }
        }

        var last = groups[^1].Last;
        await KeepAsync(inputs, groups[^1].At, last, timersRan: null, cancellationToken);
        var erased = groups.SelectMany(g => g.Entries).OfType<PatientErased>().ToList();
        erased.ForEach(e => _alerts.Erase(e.Patient));
        _progress = new FollowerProgress(last, _progress.Written + groups.Sum(g => g.Counted), 0);
        _whole = true;
        if (erased.Count > 0)
        {
            await SnapshotAsync(cancellationToken); // the old one holds the patient
        }

        Move(last);
        await SnapshotIfDueAsync(cancellationToken);
        return _progress;
    }

    /// <inheritdoc/>
    public async ValueTask AdvanceAsync(JournalFence fence, CancellationToken cancellationToken)
    {
        _whole = false;
        var inputs = InputsOf(await EachAsync(s => s.Advance(fence.At), cancellationToken));
        await KeepAsync(inputs, fence.At, _progress.Cursor, fence.At, cancellationToken);
        _whole = true;
        await SnapshotIfDueAsync(cancellationToken);
    }

    /// <summary>Writes a last snapshot, unless something failed half-way, and stops the shards.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_whole)
        {
            await SnapshotAsync(CancellationToken.None);
        }

        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _file.Dispose();
        _alerts.Dispose();
    }

    private async Task<T[]> EachAsync<T>(Func<MonitorShard, T> work, CancellationToken cancellationToken)
    {
        var done = new Task<T>[_shards.Length];
        for (var i = 0; i < _shards.Length; i++)
        {
            var posted = new ShardWork<T>(work);
            await _shards[i].PostAsync(posted, cancellationToken);
            done[i] = posted.Done;
        }

        return await Task.WhenAll(done);
    }

    private static List<GroupInput> InputsOf(List<StampedChange>[] changes)
    {
        var inputs = new List<GroupInput>();
        foreach (var shard in changes)
        {
            foreach (var change in shard)
            {
                inputs.Add(new GroupInput(change));
            }
        }

        return inputs;
    }

    private async Task KeepAsync(List<GroupInput> inputs, Instant until, long cursor, Instant? timersRan, CancellationToken cancellationToken)
    {
        var told = new List<AlertChange>();
        foreach (var input in GroupInput.InOrder(inputs))
        {
            input.Give(_silences, told);
        }

        _silences.Advance(until, told);

        // A replay of what lies before an erasure shows nobody what it makes of the erased patient.
        told.RemoveAll(c => IsErased(c.Alert.Patient));
        if (told.Count > 0)
        {
            // Nor is the erased patient named by an alert that stands for many.
            var shown = told.Select(c => c.Alert.Members.Any(m => IsErased(m.Patient)) ? Without(c, IsErased) : c);
            await _alerts.ApplyAsync([.. shown], cursor, timersRan, cancellationToken);
        }
    }

    private static AlertChange Without(AlertChange change, Func<string, bool> erased) =>
        change with { Alert = change.Alert with { Members = [.. change.Alert.Members.Where(m => !erased(m.Patient))] } };

    private void Move(long position)
    {
        TaskCompletionSource moved;
        lock (_gate)
        {
            Volatile.Write(ref _applied, position);
            (moved, _moved) = (_moved, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        moved.SetResult();
    }

    private async Task SnapshotIfDueAsync(CancellationToken cancellationToken)
    {
        if ((_clock.GetElapsedTime(_snapshotAt) >= SnapshotEvery && _progress.Cursor > _snapshot.Cursor)
            || _progress.Cursor - _snapshot.Cursor >= SnapshotReadings)
        {
            await SnapshotAsync(cancellationToken);
        }
    }

    private async Task SnapshotAsync(CancellationToken cancellationToken)
    {
        _whole = false;
        var dirty = await EachAsync(s => s.Snapshot(), cancellationToken);
        var silences = new ArrayBufferWriter<byte>();
        _silences.Write(silences);
        _file.Write(dirty.SelectMany(d => d), _written, _registry, _progress, _shards[0].SilenceFrom, silences.WrittenSpan.ToArray());
        _whole = true;
        (_written, _snapshot, _snapshotAt) = (_registry, _progress, _clock.GetTimestamp());
    }
}
