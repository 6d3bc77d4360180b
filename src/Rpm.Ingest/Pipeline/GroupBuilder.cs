using Rpm.Ingest.Duplicates;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>
/// Builds the next group: decides for every element whether it is committed, a duplicate or quarantined, whom it belongs to,
/// and writes it down. Nothing is decided for good before <see cref="Committed"/>; <see cref="RolledBack"/> forgets it all.
/// Owned by the committer.
/// </summary>
internal sealed partial class GroupBuilder(RegistrySnapshot registry, DuplicateIndex duplicates, CommitOptions options, long position, Balance balance)
{
    private const string AutoEnrolled = "auto-enrol";

    private readonly ByteWriter _body = new();
    private readonly Attribution _attribution = new();
    private readonly DuplicateCheck _check = new(duplicates);
    private readonly RateGate _devices = new(options.DeviceRate);
    private readonly RateGate _publishers = new(options.PublisherRate);
    private CommittedReading[] _readings = new CommittedReading[256];
    private int _count;
    private List<JournalEntry> _entries = [];
    private RegistrySnapshot _next = registry;
    private Balance _nextBalance = balance;
    private long _nextPosition = position;
    private Instant _at;
    private string? _gateway;

    /// <summary>The registry after the last commit.</summary>
    public RegistrySnapshot Registry { get; private set; } = registry;

    /// <summary>Position of the last committed entry.</summary>
    public long Position { get; private set; } = position;

    /// <summary>The balance after the last commit.</summary>
    public Balance Balance { get; private set; } = balance;

    /// <summary>The journal's time of the group.</summary>
    public Instant At => _at;

    /// <summary>Readings in the group so far.</summary>
    public int Readings => _count;

    /// <summary>Bytes in the group so far.</summary>
    public int Bytes => _body.Length;

    /// <summary>Starts a group.</summary>
    public void Begin(Instant at)
    {
        _at = at;
        _count = 0;
        JournalCodec.Begin(_body);
    }

    /// <summary>Adds entries from inside the engine.</summary>
    public void Add(EntriesItem item)
    {
        foreach (var entry in item.Entries)
        {
            Append(entry);
        }
    }

    /// <summary>Decides about every element of a frame.</summary>
    public void Add(FrameItem item)
    {
        switch (item.Frame.Source)
        {
            case FrameSource.Synthetic:
                AddProbe(item);
                break;
            case FrameSource.Replay:
                AddReplay(item);
                break;
            default:
                AddFrame(item);
                break;
        }
    }

    /// <summary>What to append to the journal file; the body is valid until the next <see cref="Begin"/>.</summary>
    public (long First, long Last, int Readings, Balance Balance) Seal() => (Position + 1, _nextPosition, _count, _nextBalance);

    /// <summary>The body of <see cref="Seal"/>.</summary>
    public ReadOnlySpan<byte> Body => _body.Written;

    /// <summary>The group is durable: hands it out and starts from it.</summary>
    public JournalGroup Committed(long id)
    {
        duplicates.Commit(_nextPosition, _at);
        var group = new JournalGroup
        {
            Id = id,
            First = Position + 1,
            Last = _nextPosition,
            At = _at,
            Readings = _readings.AsSpan(0, _count).ToArray(),
            Entries = _entries,
            Balance = _nextBalance,
        };
        _entries = [];
        (Registry, Position, Balance) = (_next, _nextPosition, _nextBalance);
        return group;
    }

    /// <summary>The group is not durable: everything is as before <see cref="Begin"/>.</summary>
    public void RolledBack()
    {
        duplicates.Rollback();
        _entries = [];
        _attribution.Forget();
        // What was charged for the lost group comes again.
        _devices.Clear();
        _publishers.Clear();
        (_next, _nextPosition, _nextBalance) = (Registry, Position, Balance);
    }

    private void AddFrame(FrameItem item)
    {
        if (item.Report is { } report)
        {
            item.Frame.Gateway = report.Error is null ? report.Gateway : null;
            item.Outcome = new FrameOutcome(0, 0, 0, []);
            Append(report);
            return;
        }

        _gateway = GatewayRule.Of(item.Frame, _next);
        Hear(item);
        var batch = item.Batch;
        List<Rejection>? quarantined = null;
        var (committed, duplicate) = (0, 0);
        var readings = batch.Count;
        var staged = duplicates.Staged;
        for (var i = 0; i < readings; i++)
        {
            var fate = Decide(batch, i, item, out var rejection);
            switch (fate)
            {
                case Fate.Committed:
                    committed++;
                    break;
                case Fate.Duplicate:
                    duplicate++;
                    break;
                default:
                    (quarantined ??= []).Add(rejection! with { Index = batch.Indexes[i] });
                    break;
            }
        }

        if (batch.Rejections.Count > 0)
        {
            (quarantined ??= []).AddRange(batch.Rejections);
            quarantined.Sort((a, b) => a.Index.CompareTo(b.Index));
        }

        item.Outcome = new FrameOutcome(item.Received, committed, duplicate, quarantined ?? (IReadOnlyList<Rejection>)[]);
        if (item.DryRun)
        {
            duplicates.Rollback(staged);
            return;
        }

        foreach (var entry in QuarantinedFrame.Entries(item.Frame, item.Outcome.Quarantined, _nextPosition + 1))
        {
            Append(entry);
        }

        _nextBalance = _nextBalance with
        {
            Received = _nextBalance.Received + item.Received,
            Committed = _nextBalance.Committed + committed,
            Duplicate = _nextBalance.Duplicate + duplicate,
            Quarantined = _nextBalance.Quarantined + item.Outcome.Quarantined.Count,
        };
    }

    /// <summary>Whatever comes through a gateway shows that it is there, also after it said that it is not.</summary>
    private void Hear(FrameItem item)
    {
        if (_gateway is null || item.DryRun || item.Frame.Source == FrameSource.Replay || !_next.Gateways.ContainsKey(_gateway))
        {
            return;
        }

        item.Frame.Gateway = _gateway;
        if (_next.GatewayStates.TryGetValue(_gateway, out var state) && state.Error is not null)
        {
            Append(new GatewayReported(_gateway, item.Frame.Received, null));
        }
    }

    /// <summary>A quarantined frame comes again: only its one element counts, and only if it now passes does anything change.</summary>
    private void AddReplay(FrameItem item)
    {
        if (item.Frame.ReplayIndex < 0 && item.Batch.Count > 0)
        {
            AddWhole(item);
            return;
        }

        _gateway = GatewayRule.Of(item.Frame, _next);
        var batch = item.Batch;
        var (committed, duplicate) = (0, 0);
        Rejection? still = null;
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Indexes[i] == item.Frame.ReplayIndex)
            {
                var fate = Decide(batch, i, item, out still);
                committed += fate == Fate.Committed ? 1 : 0;
                duplicate += fate == Fate.Duplicate ? 1 : 0;
            }
        }

        if (committed + duplicate == 0)
        {
            still ??= batch.Rejections.FirstOrDefault(r => r.Index == item.Frame.ReplayIndex || r.Index < 0)
                ?? new Rejection(item.Frame.ReplayIndex, RejectReason.Malformed, "The payload no longer has an element at this place.");
            item.Outcome = new FrameOutcome(1, 0, 0, [still]);
            return;
        }

        Append(new QuarantineReleased(item.Frame.QuarantineId!.Value, committed > 0 ? QuarantineEnding.Committed : QuarantineEnding.Duplicate));
        item.Outcome = new FrameOutcome(1, committed, duplicate, []);
        _nextBalance = _nextBalance with
        {
            Committed = _nextBalance.Committed + committed,
            Duplicate = _nextBalance.Duplicate + duplicate,
        };
    }

    /// <summary>A frame that could not be decoded now can be: it counted as one until now, and as its elements from here on.</summary>
    private void AddWhole(FrameItem item)
    {
        AddFrame(item);
        Append(new QuarantineReleased(item.Frame.QuarantineId!.Value, item.Outcome!.Committed > 0 ? QuarantineEnding.Committed : QuarantineEnding.Duplicate));
        _nextBalance = _nextBalance with { Received = _nextBalance.Received - 1 };
    }

    /// <summary>The engine's own test reading: decoded, journaled and followed like any other, but nobody's reading and not counted as one.</summary>
    private void AddProbe(FrameItem item)
    {
        if (item.Batch.Count == 1)
        {
            Append(new Probed(item.Frame.Received));
            item.Outcome = new FrameOutcome(1, 1, 0, []);
        }
        else
        {
            item.Outcome = new FrameOutcome(1, 0, 0, [.. item.Batch.Rejections.Take(1)]);
        }
    }

    private void Append(JournalEntry entry)
    {
        entry.Position = ++_nextPosition;
        _entries.Add(entry);
        _next = RegistryChange.Apply(_next, entry, _at);
        if (entry is EnrolmentPut { By: not AutoEnrolled } or PatientErased)
        {
            _attribution.Forget(); // auto-enrolment only adds, so what is known stays right
        }

        if (entry is QuarantineReleased { Ending: var ending })
        {
            _nextBalance = _nextBalance with
            {
                Quarantined = _nextBalance.Quarantined - 1,
                Discarded = _nextBalance.Discarded + (ending == QuarantineEnding.Discarded ? 1 : 0),
            };
        }

        JournalCodec.Write(_body, entry);
    }

    private ref CommittedReading Next()
    {
        if (_count == _readings.Length)
        {
            Array.Resize(ref _readings, _count * 2);
        }

        return ref _readings[_count++];
    }
}
