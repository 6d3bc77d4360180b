using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// One alert in place of many silent devices. Stands behind the monitors of all patients: every alert change goes through it in one
/// order, and comes out at once unless it tells of a silence that others may share. Pure: the same inputs at the same times give the
/// same changes, however they are cut into calls.
/// </summary>
/// <remarks>
/// A silence is held back for <see cref="Wait"/>. If so many patients are silent within it that one alert says it better, that alert is
/// raised in their place; otherwise each is told by itself. What a group stands for is kept whole and is told when the group no
/// longer stands for it. Urgent silences (high, critical) are neither held back nor grouped. Test devices are apart from real ones.
/// </remarks>
public sealed partial class SilenceGroups
{
    /// <summary>How long a silence waits for others. A project choice: short against the silence itself.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(15);

    /// <summary>How long after a member joined or was heard the alert shows it.</summary>
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(5);

    /// <summary>Silent patients that make a group unless the engine says otherwise.</summary>
    public const int DefaultLeast = 5;

    /// <summary>A group of one is none.</summary>
    public const int SmallestLeast = 2;

    private readonly Dictionary<string, SilentMember> _members = new(StringComparer.Ordinal);
    private readonly LinkedList<SilentMember> _waiting = new(); // all wait equally long: the first is due first
    private readonly List<SilenceGroup> _groups = [];
    private Instant _now = Instant.Min;
    private int _least = DefaultLeast;

    /// <summary>Whether nothing is held back and no group is open: time alone then changes nothing.</summary>
    public bool Idle => _members.Count == 0 && _groups.Count == 0;

    /// <summary>How many patients must be silent for a group, from <paramref name="at"/> on; null = <see cref="DefaultLeast"/>.</summary>
    public void SetLeast(int? least, Instant at, List<AlertChange> told)
    {
        Advance(at, told);
        _least = Math.Max(SmallestLeast, least ?? DefaultLeast);
        foreach (var group in _groups)
        {
            Recount(group);
        }
    }

    /// <summary>An alert changed, at a time that is not before that of any earlier call.</summary>
    public void Take(AlertChange change, Instant at, List<AlertChange> told)
    {
        Advance(at, told);
        var alert = change.Alert;
        if (_members.TryGetValue(alert.Id, out var member))
        {
            Follow(member, change, told);
        }
        else if (change is { Kind: AlertChangeKind.Raised, SharesCause: true } && !alert.Critical && alert.Priority < AlertPriority.High)
        {
            member = new SilentMember(_now + Wait) { Kept = { change } };
            _members.Add(alert.Id, member);
            if (_groups.Find(g => g.Alert.Active && g.Alert.Test == alert.Test) is { } standing)
            {
                Join(standing, member, told);
            }
            else
            {
                _waiting.AddLast(member);
            }
        }
        else
        {
            told.Add(change);
        }
    }

    /// <summary>A patient is erased: nothing of the patient is kept or told any more, and no group names the patient.</summary>
    public void Erase(string patient, Instant at, List<AlertChange> told)
    {
        Advance(at, told);
        foreach (var member in _members.Values.Where(m => m.Alert.Patient == patient).ToList())
        {
            Drop(member);
        }

        foreach (var group in _groups.Where(g => g.Alert.Members.Any(m => m.Patient == patient)))
        {
            told.Add(group.Change(AlertChangeKind.MembersChanged, group.UpToDate(), _now));
            Changed(group);
        }
    }

    /// <summary>Lets happen what is due by then.</summary>
    public void Advance(Instant to, List<AlertChange> told)
    {
        while (NextDue(out var group) is var due && due <= to && due != Instant.Max)
        {
            _now = due > _now ? due : _now;
            if (group is null)
            {
                Decide(_waiting.First!.Value, told);
            }
            else
            {
                Happen(group, due, told);
            }
        }

        _now = to > _now ? to : _now;
    }

    // Of things due at one time a waiting silence goes first, then the older group.
    private Instant NextDue(out SilenceGroup? group)
    {
        group = null;
        var due = _waiting.First?.Value.Due ?? Instant.Max;
        foreach (var candidate in _groups)
        {
            if (candidate.Due < due)
            {
                (due, group) = (candidate.Due, candidate);
            }
        }

        return due;
    }

    /// <summary>The wait of one silence is over: with enough others they make a group, otherwise it is told.</summary>
    private void Decide(SilentMember member, List<AlertChange> told)
    {
        var test = member.Alert.Test;
        var together = _waiting.Where(m => m.Alert.Test == test).ToList();
        if (together.Where(m => m.Alert.Active).Select(m => m.Alert.Patient).Distinct(StringComparer.Ordinal).Count() < _least)
        {
            Tell(member, told);
            return;
        }

        var group = SilenceGroup.Open(member, _now);
        _groups.Add(group);
        foreach (var one in together)
        {
            _waiting.Remove(one);
            group.Add(one);
        }

        var priority = together.Where(m => m.Alert.Active).Max(m => m.Alert.Priority);
        var tier = together.Max(m => m.Alert.Tier);
        told.Add(group.Change(AlertChangeKind.Raised, group.UpToDate() with { Priority = priority, Tier = tier }, _now));
    }

    private void Join(SilenceGroup group, SilentMember member, List<AlertChange> told)
    {
        group.Add(member);
        RaiseTo(group, member.Alert.Priority, told);
        Changed(group);
    }

    private void Follow(SilentMember member, AlertChange change, List<AlertChange> told)
    {
        var wasActive = member.Alert.Active;
        member.Kept.Add(change);
        var alert = change.Alert;
        if (member.Group is not { } group)
        {
            // Who acts on it knows of it, and what has become urgent waits for nobody.
            if (alert.Priority >= AlertPriority.High || change.Alert.History[^1].By is not null)
            {
                Tell(member, told);
            }

            return;
        }

        if (wasActive && !alert.Active)
        {
            group.NotSilent(alert.Patient);
        }

        if (alert.Priority >= AlertPriority.High)
        {
            Tell(member, told);
            BringUpToDate(group, told); // at once: who acknowledges the group must not acknowledge this
        }
        else if (!alert.Active && alert.Acknowledged)
        {
            Drop(member); // heard again and seen by a person: done with
        }
        else
        {
            Pass(group, change, told);
        }

        Changed(group);
    }

    /// <summary>What happens to a member by itself, because nobody has answered, happens to the group in its place: once, not for each.</summary>
    private void Pass(SilenceGroup group, AlertChange change, List<AlertChange> told)
    {
        if (change.Kind == AlertChangeKind.PriorityRaised)
        {
            RaiseTo(group, change.Alert.Priority, told);
            return;
        }

        if (group.Alert is not { Active: true, Acknowledged: false } alert)
        {
            return;
        }

        var note = change.Alert.History[^1].Note;
        switch (change.Kind)
        {
            case AlertChangeKind.Escalated when change.Alert.Tier > alert.Tier:
                told.Add(group.Change(AlertChangeKind.Escalated, alert with { Tier = change.Alert.Tier }, _now, note: note));
                break;
            case AlertChangeKind.Unanswered when !alert.Unanswered:
                told.Add(group.Change(AlertChangeKind.Unanswered, alert with { Unanswered = true }, _now, note: note));
                break;
            case AlertChangeKind.Overdue when !group.SaidSince(AlertChangeKind.Overdue, Instant.Min):
                told.Add(group.Change(AlertChangeKind.Overdue, alert, _now, note: note));
                break;
            case AlertChangeKind.Renotified when alert.SnoozedUntil is null && !group.SaidSince(AlertChangeKind.Renotified, _now - Wait):
                told.Add(group.Change(AlertChangeKind.Renotified, alert, _now, note: note));
                break;
        }
    }

    private void RaiseTo(SilenceGroup group, AlertPriority priority, List<AlertChange> told)
    {
        if (group.Alert.Active && priority > group.Alert.Priority)
        {
            told.Add(group.Change(AlertChangeKind.PriorityRaised, SilenceGroup.TakenBack(group.UpToDate()) with { Priority = priority }, _now));
        }
    }

    private void Changed(SilenceGroup group)
    {
        if (group.Alert.Active && group.RefreshDue == Instant.Max)
        {
            group.RefreshDue = _now + Refresh;
        }

        Recount(group);
    }

    // Hysteresis: it takes the full number to raise and less than half of it, for a while, to resolve.
    private void Recount(SilenceGroup group)
    {
        var few = group.Alert.Active && group.SilentPatients * 2 < _least;
        group.DissolveDue = !few ? Instant.Max : group.DissolveDue == Instant.Max ? _now + Wait : group.DissolveDue;
    }

    private void Happen(SilenceGroup group, Instant due, List<AlertChange> told)
    {
        if (group.RefreshDue == due)
        {
            group.RefreshDue = Instant.Max;
            BringUpToDate(group, told);
        }
        else if (group.DissolveDue == due)
        {
            group.DissolveDue = Instant.Max;
            Dissolve(group, told);
        }
        else
        {
            told.Add(group.Change(AlertChangeKind.Renotified, group.Alert with { SnoozedUntil = null }, _now, note: "snooze ended"));
        }
    }

    private void BringUpToDate(SilenceGroup group, List<AlertChange> told)
    {
        if (!group.Alert.Active)
        {
            return;
        }

        var alert = group.UpToDate();
        if (alert.Acknowledged && group.Members.Exists(m => !m.Alert.Acknowledged))
        {
            // It covered those who were silent then, and for as long as their rules say.
            told.Add(group.Change(AlertChangeKind.Reraised, SilenceGroup.TakenBack(alert), _now, note: "silent devices that nobody has acknowledged"));
        }
        else if (!alert.Members.SequenceEqual(group.Alert.Members))
        {
            told.Add(group.Change(AlertChangeKind.MembersChanged, alert, _now));
        }
    }

    /// <summary>Too few are left for a group: each of them is told by itself, and the group's condition is over.</summary>
    private void Dissolve(SilenceGroup group, List<AlertChange> told)
    {
        foreach (var member in group.Members.Where(m => m.Alert.Active).ToList())
        {
            Tell(member, told);
        }

        Resolve(group, AlertChangeKind.ResolvedByCondition, "condition-cleared", null, null, told);
    }

    private void Resolve(SilenceGroup group, AlertChangeKind kind, string resolution, string? by, string? note, List<AlertChange> told)
    {
        (group.RefreshDue, group.DissolveDue) = (Instant.Max, Instant.Max);
        var alert = group.UpToDate() with { Active = false, Resolved = _now, Resolution = resolution, SnoozedUntil = null };
        if (by is not null)
        {
            alert = alert with { Acknowledged = true, AcknowledgedAt = alert.AcknowledgedAt ?? _now, AcknowledgedBy = alert.AcknowledgedBy ?? by };
        }

        told.Add(group.Change(kind, alert, _now, by, note));
        CloseIfDone(group, told);
    }

    /// <summary>Resolved and acknowledged: whoever it stood for and whom that does not cover is told.</summary>
    private void CloseIfDone(SilenceGroup group, List<AlertChange> told)
    {
        if (group.Alert is { Active: false, Acknowledged: true })
        {
            foreach (var member in group.Members.ToList())
            {
                Tell(member, told);
            }

            _groups.Remove(group);
        }
    }

    private void Tell(SilentMember member, List<AlertChange> told)
    {
        told.AddRange(member.Kept);
        Drop(member);
    }

    private void Drop(SilentMember member)
    {
        _members.Remove(member.Alert.Id);
        if (member.Group is { } group)
        {
            group.Members.Remove(member);
            if (member.Alert.Active)
            {
                group.NotSilent(member.Alert.Patient);
            }
        }
        else
        {
            _waiting.Remove(member);
        }
    }
}
