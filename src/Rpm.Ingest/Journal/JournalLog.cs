using Rpm.Telemetry;

namespace Rpm.Ingest.Journal;

/// <summary>
/// The journal as followers see it: committed groups in order, the newest from memory, older ones from the file. Publishing
/// never waits for a follower; one that falls behind what memory holds reads the file.
/// </summary>
internal sealed class JournalLog
{
    /// <summary>Readings kept in memory for followers that keep up.</summary>
    private const int TailReadings = 65_536;

    private const int RowsPerRead = 256;

    private readonly JournalFile _file;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Queue<JournalGroup> _tail = new();
    private TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Head _head;
    private int _tailReadings;
    private bool _building;
    private Instant _floor;

    public JournalLog(JournalFile file, TimeProvider clock)
    {
        (_file, _clock) = (file, clock);
        _head = new Head(file.Newest?.Id ?? 0, file.Newest?.Last ?? 0, file.Newest?.Balance ?? default);
        _floor = file.Newest?.At ?? Instant.Min;
    }

    /// <summary>Id of the newest group.</summary>
    public long LastGroup => Volatile.Read(ref _head).Group;

    /// <summary>Position of the newest entry.</summary>
    public long LastPosition => Volatile.Read(ref _head).Position;

    /// <summary>The balance after the newest group.</summary>
    public Balance Balance => Volatile.Read(ref _head).Balance;

    /// <summary>No group to come, and no fence, is before this time: timers ran so far before the journal was opened.</summary>
    public void NotBefore(Instant at)
    {
        lock (_gate)
        {
            _floor = at > _floor ? at : _floor;
        }
    }

    /// <summary>Opens a group and fixes its time: never before an earlier group or a fence that was given.</summary>
    public Instant Begin()
    {
        lock (_gate)
        {
            _building = true;
            var now = Instant.From(_clock.GetUtcNow());
            _floor = now > _floor ? now : _floor;
            return _floor;
        }
    }

    /// <summary>Makes a durable group visible to followers.</summary>
    public void Publish(JournalGroup group)
    {
        TaskCompletionSource published;
        lock (_gate)
        {
            _building = false;
            Volatile.Write(ref _head, new Head(group.Id, group.Last, group.Balance));
            _tail.Enqueue(group);
            _tailReadings += group.Readings.Length;
            while (_tail.Count > 1 && (_tailReadings > TailReadings || _tail.Count > 4 * RowsPerRead))
            {
                _tailReadings -= _tail.Dequeue().Readings.Length;
            }

            (published, _published) = (_published, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        published.SetResult();
    }

    /// <summary>The group that <see cref="Begin"/> opened was not committed.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _building = false;
        }
    }

    /// <summary>
    /// By how much the machine's clock is behind the journal's, because it was set back; zero when it is not. The journal's time, and
    /// with it every timer, stands still for so long.
    /// </summary>
    public TimeSpan ClockBehind
    {
        get
        {
            lock (_gate)
            {
                var now = Instant.From(_clock.GetUtcNow());
                return now < _floor ? _floor - now : TimeSpan.Zero;
            }
        }
    }

    /// <summary>How far timers may run.</summary>
    public JournalFence Fence()
    {
        lock (_gate)
        {
            if (!_building)
            {
                var now = Instant.From(_clock.GetUtcNow());
                _floor = now > _floor ? now : _floor;
            }

            return new JournalFence(LastGroup, _floor);
        }
    }

    /// <summary>
    /// The groups behind a group id, oldest first, until about <paramref name="mostReadings"/>; empty where there is none yet.
    /// </summary>
    public IReadOnlyList<JournalGroup> ReadAfter(long group, int mostReadings)
    {
        lock (_gate)
        {
            if (_tail.TryPeek(out var oldest) && oldest.Id <= group + 1)
            {
                var found = new List<JournalGroup>();
                var readings = 0;
                foreach (var candidate in _tail)
                {
                    if (candidate.Id > group)
                    {
                        found.Add(candidate);
                        readings += candidate.Readings.Length;
                        if (readings >= mostReadings)
                        {
                            break;
                        }
                    }
                }

                return found;
            }

            if (group >= LastGroup)
            {
                return [];
            }
        }

        return [.. _file.ReadAfter(group, RowsPerRead, mostReadings).Select(JournalCodec.Decode)];
    }

    /// <summary>Completes when there is a group behind this id.</summary>
    public Task WaitForAsync(long group, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return LastGroup > group ? Task.CompletedTask : _published.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Id of the last group whose entries a follower with this cursor has seen.</summary>
    public long GroupAt(long cursor) => _file.GroupAt(cursor);

    /// <summary>Position of the first entry that is still there.</summary>
    public long FirstPosition() => _file.FirstPosition();

    /// <summary>Position of the first entry that is still there, and the readings that were committed before it.</summary>
    public (long First, long CommittedBefore) Start() => _file.Start();

    /// <summary>What belongs together is swapped together: a reader on another thread never sees half of a commit.</summary>
    private sealed record Head(long Group, long Position, Balance Balance);
}
