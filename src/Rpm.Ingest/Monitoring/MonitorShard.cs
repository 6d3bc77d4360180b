using System.Threading.Channels;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Ingest.Monitoring;

/// <summary>
/// Owns the monitors of its share of the patients: one task reads its channel, so there are no locks inside. Before a group is applied
/// everything that was due by the group's time happens, at its own deadline; thus timers do the same live and in a replay.
/// </summary>
internal sealed class MonitorShard(int index, int shards)
{
    private static readonly TimeSpan LongestSilenceHold = TimeSpan.FromMinutes(5);

    private readonly Channel<ShardWork> _work = Channel.CreateBounded<ShardWork>(new BoundedChannelOptions(8) { SingleReader = true });
    private readonly Dictionary<string, MonitorCell> _cells = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RulePack> _packs = new(StringComparer.Ordinal);
    private readonly PriorityQueue<MonitorCell, long> _timers = new();
    private readonly List<AlertChange> _changes = [];
    private List<StampedChange> _stamped = [];
    private RulePlanSet _plans = new([]);
    private RegistrySnapshot _patients = RegistrySnapshot.Empty;
    private long _position;
    private Instant _floor = Instant.Min;
    private Instant _ran = Instant.Min;

    /// <summary>Patients whose monitors live here.</summary>
    public int Patients => _cells.Count;

    /// <summary>Entries in the timer queue.</summary>
    public int Timers => _timers.Count;

    /// <summary>Work waiting.</summary>
    public int Waiting => _work.Reader.Count;

    /// <summary>No silence is judged before: devices are handing in what they measured while the engine was away.</summary>
    public Instant SilenceFrom { get; private set; } = Instant.Min;

    /// <summary>Which shard a patient lives in; the same in every process.</summary>
    public static int Of(string patient, int shards)
    {
        uint hash = 2166136261; // FNV-1a
        foreach (var c in patient)
        {
            hash = (hash ^ c) * 16777619;
        }

        return (int)(hash % (uint)shards);
    }

    /// <summary>The shard of each reading, found once for all shards: each then looks at its own readings alone.</summary>
    public static byte[] Deal(ReadOnlySpan<CommittedReading> readings, int shards)
    {
        var dealt = new byte[readings.Length];
        for (var i = 0; i < dealt.Length; i++)
        {
            dealt[i] = (byte)Of(readings[i].Patient, shards);
        }

        return dealt;
    }

    /// <summary>Puts back what a snapshot holds; before the shard runs.</summary>
    public void Restore(RegistrySnapshot registry, IEnumerable<(string Patient, byte[] State)> states, Instant silenceFrom, long position)
    {
        (_patients, SilenceFrom, _position) = (registry, silenceFrom, position);
        foreach (var pack in registry.Packs.Values)
        {
            Activate(pack.Id, pack.Yaml);
        }

        _plans = PlansNow();
        foreach (var (patient, bytes) in states.Where(s => Of(s.Patient, shards) == index))
        {
            var record = RecordOf(patient);
            var cell = new MonitorCell(record, _plans.For(PatientContexts.Of(record)), PatientState.Read(bytes));
            _cells.Add(patient, cell);
            Schedule(cell, Deadline(cell));
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var work in _work.Reader.ReadAllAsync(cancellationToken))
        {
            try
            {
                work.Do(this);
            }
            catch (Exception e)
            {
                work.Fail(e);
            }
        }
    }

    /// <summary>Hands in work; waits while the shard is busy.</summary>
    public ValueTask PostAsync(ShardWork work, CancellationToken cancellationToken) => _work.Writer.WriteAsync(work, cancellationToken);

    /// <summary>Applies this shard's share of the groups.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="dealt">Of each group what <see cref="Deal"/> made of it.</param>
    internal List<StampedChange> Apply(IReadOnlyList<JournalGroup> groups, byte[][] dealt)
    {
        for (var g = 0; g < groups.Count; g++)
        {
            var group = groups[g];
            _position = group.First - 1;
            if (group.Entries is [EngineStarted { Before: { } before }, ..])
            {
                // The engine was away from then on: nobody could hear the devices, so nobody calls them silent for that time.
                Due(before);
                HoldSilence(before, group.At);
            }

            Due(group.At);
            _floor = group.At;
            var readings = group.Readings.Span;
            var shard = dealt[g];
            var (r, e) = (0, 0);
            while (r < readings.Length || e < group.Entries.Count)
            {
                if (e == group.Entries.Count || (r < readings.Length && readings[r].Position < group.Entries[e].Position))
                {
                    if (shard[r] == index)
                    {
                        Observe(in readings[r], group.At);
                    }

                    r++;
                }
                else
                {
                    Take(group.Entries[e++], group.At);
                }
            }

            _position = group.Last;
        }

        return Out();
    }

    /// <summary>Lets happen what is due by a time that no group to come is before.</summary>
    internal List<StampedChange> Advance(Instant to)
    {
        Due(to);
        return Out();
    }

    /// <summary>The states that changed since the last time, as bytes.</summary>
    internal List<(Patient Patient, byte[] State)> Snapshot()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var dirty = new List<(Patient, byte[])>();
        foreach (var cell in _cells.Values)
        {
            if (cell.Dirty)
            {
                cell.Dirty = false;
                buffer.ResetWrittenCount();
                cell.State.Write(buffer);
                dirty.Add((cell.Patient, buffer.WrittenSpan.ToArray()));
            }
        }

        return dirty;
    }

    private void Observe(in CommittedReading reading, Instant now)
    {
        var cell = CellOf(reading.Patient);
        var judged = new JudgedReading { Position = reading.Position, Received = reading.Received, Ordinal = reading.Ordinal, Reading = reading.Reading };
        PatientMonitor.Observe(cell.Plan, cell.State, in judged, now, _changes);
        Done(cell, reading.Position);
    }

    private void Take(JournalEntry entry, Instant now)
    {
        _patients = RegistryChange.Apply(_patients, entry, now);
        switch (entry)
        {
            case PackActivated pack:
                Activate(pack.Pack, pack.Yaml);
                Replan(entry.Position, now);
                break;
            case PackDeactivated pack:
                _packs.Remove(pack.Pack);
                Replan(entry.Position, now);
                break;
            case PatientErased erased:
                Forget(erased.Patient);
                break;
            case Quarantined { Device: { } device, Reason: not RejectReason.Waiting } refused:
                Refuse(refused, device, now);
                break;
            default:
                foreach (var patient in Concerned(entry))
                {
                    if (Of(patient, shards) == index)
                    {
                        Take(entry, CellOf(patient), now);
                    }
                }

                break;
        }
    }

    /// <summary>No monitor, and no change that it made and nobody has seen yet, outlives an erasure.</summary>
    private void Forget(string patient)
    {
        if (_cells.Remove(patient, out var cell))
        {
            cell.Scheduled = long.MaxValue; // whatever stands in the timer queue for it is stale
            _stamped.RemoveAll(c => c.Change.Alert.Patient == patient);
        }
    }

    private void Take(JournalEntry entry, MonitorCell cell, Instant now)
    {
        switch (entry)
        {
            case AlertActed acted:
                PatientMonitor.Act(cell.Plan, cell.State, acted.Action, now, _changes);
                break;
            case PatientPut or LimitSet:
                cell.Patient = RecordOf(cell.Patient.Id);
                Replan(cell, now);
                break;
            case MonitoringPaused paused:
                cell.Patient = RecordOf(cell.Patient.Id);
                PatientMonitor.Pause(cell.Plan, cell.State, paused.Until, now, _changes);
                break;
            case ReadingWithdrawn withdrawn:
                var one = new EvidenceSpan(withdrawn.Device, withdrawn.Kind, withdrawn.Time, withdrawn.Time + TimeSpan.FromMilliseconds(1), withdrawn.Ordinal);
                PatientMonitor.Review(cell.Plan, cell.State, one, "a reading it rests on was withdrawn", now, _changes);
                break;
            case EnrolmentPut { Before: { } before } put:
                foreach (var span in Moved(before, put.Enrolment, cell.Patient.Id))
                {
                    PatientMonitor.Review(cell.Plan, cell.State, span, "the enrolment it rests on was corrected", now, _changes);
                }

                Wear(cell, before.Device, entry.Position, now);
                Wear(cell, put.Enrolment.Device, entry.Position, now);
                break;
            case EnrolmentPut put:
                Wear(cell, put.Enrolment.Device, entry.Position, now);
                break;
            case DevicePut put:
                Wear(cell, put.Device.Id, entry.Position, now);
                break;
        }

        Done(cell, entry.Position);
    }

    private void Refuse(Quarantined refused, string device, Instant now)
    {
        if (_patients.Attribute(device, -1, refused.Received) is { } enrolment && Of(enrolment.Patient, shards) == index)
        {
            var cell = CellOf(enrolment.Patient);
            PatientMonitor.Refuse(cell.Plan, cell.State, device, refused.Reason, refused.Received, refused.Position, now, _changes);
            Done(cell, refused.Position);
        }
    }

    /// <summary>Tells the monitor from when to when the patient wears something of the kind that the device measures.</summary>
    private void Wear(MonitorCell cell, string device, long position, Instant now)
    {
        foreach (var worn in WornDevices.Of(_patients, cell.Patient.Id, device, cell.State.LastDevice, now))
        {
            PatientMonitor.Wear(cell.Plan, cell.State, worn.Kind, worn.Device, worn.From, worn.Until, position, now, _changes);
        }
    }

    private IEnumerable<string> Concerned(JournalEntry entry) => entry switch
    {
        AlertActed acted when !EnginePatient.Is(acted.Action.Patient) => [acted.Action.Patient],
        PatientPut put => [put.Patient.Id],
        LimitSet set => [set.Patient],
        MonitoringPaused paused => [paused.Patient],
        ReadingWithdrawn withdrawn => [withdrawn.Patient],
        EnrolmentPut { Before: { } before } put => before.Patient == put.Enrolment.Patient ? [before.Patient] : [before.Patient, put.Enrolment.Patient],
        EnrolmentPut put => [put.Enrolment.Patient],
        DevicePut put => [.. _patients.EnrolmentsOfDevice(put.Device.Id).Select(e => e.Patient).Distinct()],
        _ => [],
    };

    /// <summary>What a patient no longer has after a correction: everything where the device or the wearer changed, else the ends that were cut off.</summary>
    internal static IEnumerable<EvidenceSpan> Moved(Enrolment before, Enrolment after, string patient)
    {
        if (after.Patient != patient || after.Device != before.Device || after.User != before.User || after.From >= before.To || after.To <= before.From)
        {
            yield return new EvidenceSpan(before.Device, null, before.From, before.To, null);
            yield break;
        }

        if (before.From < after.From)
        {
            yield return new EvidenceSpan(before.Device, null, before.From, after.From, null);
        }

        if (after.To < before.To)
        {
            yield return new EvidenceSpan(before.Device, null, after.To, before.To, null);
        }
    }

    private void HoldSilence(Instant from, Instant to)
    {
        var away = to - from;
        var until = to + (away < LongestSilenceHold ? away : LongestSilenceHold);
        SilenceFrom = until > SilenceFrom ? until : SilenceFrom;
    }

    private void Due(Instant to)
    {
        if (_ran < SilenceFrom && to >= SilenceFrom)
        {
            // What is not silence does not wait for the end of the hold, however seldom the timers are looked at.
            Due(SilenceFrom - TimeSpan.FromMilliseconds(1), silence: false);
            _floor = SilenceFrom > _floor ? SilenceFrom : _floor;
        }

        Due(to, to >= SilenceFrom);
        _ran = to > _ran ? to : _ran;
    }

    private void Due(Instant to, bool silence)
    {
        while (_timers.TryPeek(out var cell, out var looked) && looked <= to.UnixMilliseconds)
        {
            _timers.Dequeue();
            if (cell.Scheduled != looked)
            {
                continue; // an entry of a cell that was scheduled for an earlier time since
            }

            cell.Scheduled = long.MaxValue;
            if (Deadline(cell) <= to.UnixMilliseconds)
            {
                PatientMonitor.Tick(cell.Plan, cell.State, to, _changes, silence);
                Stamp(cell, _position, timer: true);
            }

            // What is still due is a silence that must wait: look again when the hold ends.
            Schedule(cell, Deadline(cell) <= to.UnixMilliseconds ? SilenceFrom.UnixMilliseconds : Deadline(cell));
        }
    }

    private void Done(MonitorCell cell, long position)
    {
        Stamp(cell, position, timer: false);
        Schedule(cell, Deadline(cell));
    }

    private void Stamp(MonitorCell cell, long position, bool timer)
    {
        _position = Math.Max(_position, position);
        cell.Dirty = true;
        foreach (var change in _changes)
        {
            var at = change.Alert.History[^1].At;
            _stamped.Add(new StampedChange(at > _floor ? at : _floor, _position, timer, change));
        }

        _changes.Clear();
    }

    private static long Deadline(MonitorCell cell) => PatientMonitor.NextDeadline(cell.Plan, cell.State).UnixMilliseconds;

    /// <summary>
    /// Sees to it that the cell is looked at when it is due. A deadline that moved further away keeps its place in the queue and is put off
    /// when that comes: otherwise every reading would leave an entry behind for as long as its silence lasts.
    /// </summary>
    private void Schedule(MonitorCell cell, long deadline)
    {
        if (deadline < cell.Scheduled)
        {
            cell.Scheduled = deadline;
            _timers.Enqueue(cell, deadline);
        }
    }

    private MonitorCell CellOf(string patient)
    {
        if (!_cells.TryGetValue(patient, out var cell))
        {
            var record = RecordOf(patient);
            cell = new MonitorCell(record, _plans.For(PatientContexts.Of(record)), PatientState.Create(patient));
            _cells.Add(patient, cell);
        }

        return cell;
    }

    private Patient RecordOf(string patient) => _patients.Patients.GetValueOrDefault(patient) ?? new Patient { Id = patient };

    private void Activate(string id, string yaml)
    {
        // The text was checked before it was activated; one that a newer engine no longer loads leaves the pack as it was.
        if (PackLoader.Load(yaml, id).Pack is { } pack)
        {
            _packs[id] = pack;
        }
    }

    private void Replan(long position, Instant now)
    {
        _plans = PlansNow();
        foreach (var cell in _cells.Values)
        {
            Replan(cell, now);
            Done(cell, position);
        }
    }

    private RulePlanSet PlansNow() => new([.. _packs.Values.OrderBy(p => p.Id, StringComparer.Ordinal)]);

    private void Replan(MonitorCell cell, Instant now)
    {
        cell.Plan = _plans.For(PatientContexts.Of(cell.Patient));
        PatientMonitor.ChangePlan(cell.Plan, cell.State, now, _changes);
    }

    private List<StampedChange> Out()
    {
        var changes = _stamped;
        _stamped = changes.Count == 0 ? changes : [];
        return changes;
    }
}
