using Rpm.Ingest.Journal;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Ingest.Monitoring;

/// <summary>Something that the silence groups must see in order: an alert change of a shard, or an entry that concerns the groups themselves.</summary>
internal readonly record struct GroupInput
{
    private readonly StampedChange _stamped;
    private readonly JournalEntry? _entry;

    public GroupInput(StampedChange change) => _stamped = change;

    private GroupInput(JournalEntry entry, Instant at) => (_entry, _stamped) = (entry, new StampedChange(at, entry.Position, Timer: false, default));

    /// <summary>The entry, where it is one for the groups.</summary>
    public static GroupInput? Of(JournalEntry entry, Instant at) => entry switch
    {
        EngineStarted or PatientErased => new GroupInput(entry, at),
        AlertActed { Action.Patient: EnginePatient.Id } => new GroupInput(entry, at),
        _ => null,
    };

    /// <summary>
    /// One order, whatever the number of shards and however the journal is cut: by time, then by position, what an entry did before
    /// what timers did, then by patient; within a patient as it happened.
    /// </summary>
    public static IEnumerable<GroupInput> InOrder(List<GroupInput> inputs) => inputs.Count < 2
        ? inputs
        : inputs.OrderBy(i => i._stamped.At).ThenBy(i => i._stamped.Position).ThenBy(i => i._stamped.Timer)
            .ThenBy(i => i._entry is null ? i._stamped.Change.Alert.Patient : "", StringComparer.Ordinal);

    public void Give(SilenceGroups silences, List<AlertChange> told)
    {
        switch (_entry)
        {
            case null:
                silences.Take(_stamped.Change, _stamped.At, told);
                break;
            case EngineStarted started:
                silences.SetLeast(started.GroupSilences, _stamped.At, told);
                break;
            case PatientErased erased:
                silences.Erase(erased.Patient, _stamped.At, told);
                break;
            case AlertActed acted:
                silences.Act(acted.Action, _stamped.At, told);
                break;
        }
    }
}
