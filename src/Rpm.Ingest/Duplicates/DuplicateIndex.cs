using System.Collections.Immutable;
using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Ingest.Duplicates;

/// <summary>
/// Remembers the identity of every stored reading, for as long as one like it would still be taken (an older one is refused as too old
/// before anybody asks here): the newest in memory, the rest in sorted
/// runs on disk (<see cref="KeyRun"/>), merged so that their number stays small; a run whose newest reading is too old goes as a whole. Memory does not grow with history.
/// Owned by the committer: one thread calls it; only writing and merging runs happens beside it.
/// The keys since the last run are rebuilt from the journal at start, so the journal is kept that far
/// (<see cref="DurablePosition"/>).
/// </summary>
internal sealed class DuplicateIndex : IDisposable
{
    private const int MergeWidth = 8;

    private readonly string _folder;
    private readonly int _runKeys;
    private readonly List<ulong> _staged = [];
    private readonly Lock _gate = new();
    private Dictionary<ulong, ulong> _memory;
    private readonly List<KeyRun> _retired = [];
    private volatile Dictionary<ulong, ulong>? _flushing;
    private ImmutableArray<KeyRun> _runs;
    private long _position;
    private Task _flush = Task.CompletedTask;
    private int _flushAt;
    private readonly TimeSpan? _keep;
    private long _newest;
    private long _flushingNewest;
    private long _now;

    /// <summary>Opens the runs in a folder.</summary>
    /// <param name="runKeys">Keys held in memory before a run is written.</param>
    /// <param name="keep">How far back a reading's time may lie and its key still be needed; null = for ever.</param>
    public DuplicateIndex(string folder, int runKeys = 1_000_000, TimeSpan? keep = null)
    {
        _folder = folder;
        _keep = keep;
        (_runKeys, _flushAt) = (runKeys, runKeys);
        _memory = new Dictionary<ulong, ulong>();
        Directory.CreateDirectory(folder);
        foreach (var left in Directory.EnumerateFiles(folder, "*.tmp"))
        {
            File.Delete(left);
        }

        _runs = Covering([.. Directory.EnumerateFiles(folder, "*.run").Select(KeyRun.Open)]);
        _position = DurablePosition;
    }

    /// <summary>All readings up to here are in runs; the journal must keep what lies behind.</summary>
    public long DurablePosition
    {
        get
        {
            lock (_gate)
            {
                return _runs.IsEmpty ? 0 : _runs[^1].LastPosition;
            }
        }
    }

    /// <summary>Number of keys held in memory.</summary>
    public int MemoryKeys => _memory.Count + (_flushing?.Count ?? 0);

    /// <summary>Number of runs on disk.</summary>
    public int Runs => _runs.Length;

    /// <summary>The value kept for a key, or false.</summary>
    public bool TryFind(ulong key, out ulong value)
    {
        if (_memory.TryGetValue(key, out value) || (_flushing?.TryGetValue(key, out value) ?? false))
        {
            return true;
        }

        var runs = _runs;
        for (var i = runs.Length - 1; i >= 0; i--)
        {
            if (runs[i].TryFind(key, out value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a key for the group being built; it is found from now on.</summary>
    /// <param name="time">The reading's.</param>
    public void Stage(ulong key, ulong value, Instant time)
    {
        _newest = Math.Max(_newest, time.UnixMilliseconds);
        if (_memory.TryAdd(key, value))
        {
            _staged.Add(key);
        }
    }

    /// <summary>The group is durable up to this position.</summary>
    /// <param name="at">The group's time.</param>
    public void Commit(long position, Instant at = default)
    {
        Volatile.Write(ref _now, Math.Max(_now, at.UnixMilliseconds));
        _staged.Clear();
        _position = position;
        DisposeRetired();
        if (_flush.IsFaulted && _flushing is { } unwritten)
        {
            TakeBack(unwritten);
        }

        if (_memory.Count >= _flushAt && _flush.IsCompleted)
        {
            BeginFlush();
        }
    }

    /// <summary>Keys staged for the group so far.</summary>
    public int Staged => _staged.Count;

    /// <summary>The group was not committed: its keys are forgotten; with <paramref name="from"/>, those staged behind so many others.</summary>
    public void Rollback(int from = 0)
    {
        for (var i = from; i < _staged.Count; i++)
        {
            _memory.Remove(_staged[i]);
        }

        _staged.RemoveRange(from, _staged.Count - from);
    }

    /// <summary>Completes when no run is being written; faults where writing one failed.</summary>
    public Task Flushed => _flush;

    /// <inheritdoc/>
    public void Dispose()
    {
        DisposeRetired();
        foreach (var run in _runs)
        {
            run.Dispose();
        }
    }

    private void DisposeRetired()
    {
        lock (_gate)
        {
            _retired.ForEach(run => run.Dispose());
            _retired.Clear();
        }
    }

    /// <summary>Of runs that overlap (a merge was interrupted before its inputs were deleted) the widest stay.</summary>
    private static ImmutableArray<KeyRun> Covering(List<KeyRun> found)
    {
        found.Sort((a, b) => a.FirstPosition != b.FirstPosition ? a.FirstPosition.CompareTo(b.FirstPosition) : b.LastPosition.CompareTo(a.LastPosition));
        var kept = ImmutableArray.CreateBuilder<KeyRun>();
        foreach (var run in found)
        {
            if (kept.Count > 0 && run.LastPosition <= kept[^1].LastPosition)
            {
                run.Dispose();
                File.Delete(run.Path);
            }
            else
            {
                kept.Add(run);
            }
        }

        return kept.ToImmutable();
    }

    /// <summary>The run could not be written: its keys are remembered in memory on, and some keys later it is tried again.</summary>
    private void TakeBack(Dictionary<ulong, ulong> unwritten)
    {
        foreach (var (key, value) in _memory)
        {
            unwritten.TryAdd(key, value);
        }

        _memory = unwritten;
        _newest = Math.Max(_newest, _flushingNewest);
        _flushing = null;
        _flushAt = _memory.Count + Math.Max(1, _runKeys / 8);
    }

    private void BeginFlush()
    {
        _flushAt = _runKeys;
        var (keys, first, last, newest) = (_memory, DurablePosition, _position, _newest);
        (_newest, _flushingNewest) = (0, newest);
        _flushing = keys;
        _memory = new Dictionary<ulong, ulong>(_runKeys / 4);
        _flush = Task.Run(() => Flush(keys, first, last, newest));
    }

    private void Flush(Dictionary<ulong, ulong> source, long first, long last, long newest)
    {
        var keys = source.Keys.ToArray();
        var values = source.Values.ToArray();
        Array.Sort(keys, values);
        var run = KeyRun.Write(RunPath(first, last), first, last, keys, values, newest);
        lock (_gate)
        {
            _runs = _runs.Add(run);
        }

        _flushing = null;
        DropOld();
        while (MergeOnce())
        {
        }
    }

    /// <summary>Drops runs that hold nothing but readings too old to be taken again. The newest run stays: it says how far the runs reach.</summary>
    private void DropOld()
    {
        if (_keep is not { } keep)
        {
            return;
        }

        var oldest = Volatile.Read(ref _now) - (long)keep.TotalMilliseconds;
        ImmutableArray<KeyRun> old = [.. _runs[..^1].Where(r => r.Newest < oldest)];
        lock (_gate)
        {
            _runs = _runs.RemoveRange(old);
            _retired.AddRange(old);
        }

        foreach (var run in old)
        {
            File.Delete(run.Path);
        }
    }

    /// <summary>Runs whose readings lie further apart than an eighth of what is kept are not merged: the old part would stay for the new one's sake.</summary>
    private bool BelongTogether(KeyRun older, KeyRun newest) =>
        _keep is not { } keep || older.Newest == long.MaxValue || newest.Newest - older.Newest <= keep.TotalMilliseconds / MergeWidth;

    /// <summary>Merges the newest runs while at least <see cref="MergeWidth"/> neighbours have about the same size.</summary>
    private bool MergeOnce()
    {
        var runs = _runs;
        var level = Level(runs[^1].Count);
        var start = runs.Length;
        while (start > 0 && Level(runs[start - 1].Count) <= level && BelongTogether(runs[start - 1], runs[^1]))
        {
            start--;
        }

        if (runs.Length - start < MergeWidth)
        {
            return false;
        }

        var inputs = runs[start..];
        var total = inputs.Sum(r => r.Count);
        if (total > Array.MaxLength / 2)
        {
            return false;
        }

        var (keys, values) = (new ulong[total], new ulong[total]);
        long next = 0;
        var queue = new PriorityQueue<(KeyRun Run, long Index), ulong>();
        foreach (var run in inputs.Where(r => r.Count > 0))
        {
            queue.Enqueue((run, 0), run.At(0).Key);
        }

        while (queue.TryDequeue(out var head, out var key))
        {
            if (next == 0 || keys[next - 1] != key)
            {
                keys[next] = key;
                values[next++] = head.Run.At(head.Index).Value;
            }

            if (head.Index + 1 < head.Run.Count)
            {
                queue.Enqueue((head.Run, head.Index + 1), head.Run.At(head.Index + 1).Key);
            }
        }

        var (first, last) = (inputs[0].FirstPosition, inputs[^1].LastPosition);
        var merged = KeyRun.Write(RunPath(first, last), first, last, keys.AsSpan(0, (int)next), values.AsSpan(0, (int)next), inputs.Max(r => r.Newest));
        lock (_gate)
        {
            _runs = runs[..start].Add(merged);
            // The committer may be inside one of them: it unmaps them itself, at its next commit.
            _retired.AddRange(inputs);
        }

        foreach (var input in inputs)
        {
            File.Delete(input.Path);
        }

        return true;
    }

    private int Level(long count) => (int)Math.Log((Math.Max(count, _runKeys) / (double)_runKeys) + 0.5, MergeWidth);

    private string RunPath(long first, long last) =>
        Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{first:D16}-{last:D16}.run"));
}
