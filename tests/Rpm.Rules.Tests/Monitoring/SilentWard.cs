using System.Buffers;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>Patients whose devices fall silent and come back, with what their monitors would say, before one <see cref="SilenceGroups"/>.</summary>
internal sealed class SilentWard
{
    public static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    private readonly Dictionary<string, Alert> _alerts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _silent = new(StringComparer.Ordinal);
    private SilenceGroups _groups = new();
    private int _number;

    public Instant Now { get; private set; } = Start;

    /// <summary>What came out, in order.</summary>
    public List<AlertChange> Told { get; } = [];

    /// <summary>Writes the groups and reads them back after every input.</summary>
    public bool RestartAlways { get; init; }

    /// <summary>Looks at the time so often while it passes; null = not before the next input.</summary>
    public TimeSpan? Cadence { get; init; }

    /// <summary>Every alert of a patient as its monitor has it.</summary>
    public IReadOnlyCollection<Alert> Alerts => _alerts.Values;

    public SilenceGroups Groups => _groups;

    /// <summary>The newest told state of the groups, oldest first.</summary>
    public IReadOnlyList<Alert> GroupAlerts => [.. Told.Select(t => t.Alert).Where(EnginePatient.IsSilentDevices).GroupBy(a => a.Id).Select(g => g.Last())];

    public IEnumerable<Alert> ToldAlone => Told.Select(t => t.Alert).Where(a => !EnginePatient.Is(a.Patient));

    public SilentWard Least(int least) => Do(() => _groups.SetLeast(least, Now, Told));

    public SilentWard Wait(double seconds)
    {
        var until = Now + TimeSpan.FromSeconds(seconds);
        while (Cadence is { } cadence && Now + cadence < until)
        {
            Now += cadence;
            Do(() => _groups.Advance(Now, Told));
        }

        Now = until;
        return Do(() => _groups.Advance(Now, Told));
    }

    /// <summary>Time passes and nobody looks: what is due happens with the next input.</summary>
    public SilentWard Skip(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    /// <summary>The patient's device falls silent; nothing where it is.</summary>
    public SilentWard Silence(string patient, AlertPriority priority = AlertPriority.Low, bool test = false, bool critical = false, Kind kind = Kind.Cgm)
    {
        if (_silent.ContainsKey(Key(patient, kind)))
        {
            return this;
        }

        var alert = new Alert
        {
            Id = $"{patient}-{++_number}",
            Version = 0,
            Patient = patient,
            Device = "d-" + patient,
            Rule = "signal-loss",
            Pack = "cgm",
            PackHash = "h",
            Title = "No readings",
            Class = AlertClass.Technical,
            Priority = priority,
            Critical = critical,
            Test = test,
            Active = true,
            Raised = Now,
            Kind = kind,
            ReadingTime = Now - TimeSpan.FromMinutes(20),
            Evidence = [],
            Limits = [],
            History = [],
        };
        _silent[Key(patient, kind)] = alert.Id;
        return Change(AlertChangeKind.Raised, alert);
    }

    public SilentWard Silence(int from, int count) => Enumerable.Range(from, count).Aggregate(this, (w, i) => w.Silence("p" + i));

    /// <summary>The patient's device is heard again; nothing where it was not silent.</summary>
    public SilentWard Heard(string patient) => _silent.Remove(Key(patient, Kind.Cgm), out var id)
        ? Change(AlertChangeKind.ResolvedByCondition, _alerts[id] with { Active = false, Resolved = Now, Resolution = "condition-cleared" })
        : this;

    public SilentWard Heard(int from, int count) => Enumerable.Range(from, count).Aggregate(this, (w, i) => w.Heard("p" + i));

    public SilentWard Priority(string patient, AlertPriority priority) => _silent.TryGetValue(Key(patient, Kind.Cgm), out var id) && _alerts[id].Priority < priority
        ? Change(AlertChangeKind.PriorityRaised, _alerts[id] with { Priority = priority, Acknowledged = false, AcknowledgedAt = null, AcknowledgedBy = null })
        : this;

    public SilentWard Escalate(string patient) => _silent.TryGetValue(Key(patient, Kind.Cgm), out var id) && !_alerts[id].Acknowledged
        ? Change(AlertChangeKind.Escalated, _alerts[id] with { Tier = _alerts[id].Tier + 1 })
        : this;

    /// <summary>Something that happens to the patient's own alert by itself while nobody acknowledges it.</summary>
    public SilentWard Happens(string patient, AlertChangeKind kind) => _silent.TryGetValue(Key(patient, Kind.Cgm), out var id) && !_alerts[id].Acknowledged
        ? Change(kind, _alerts[id] with { Unanswered = _alerts[id].Unanswered || kind == AlertChangeKind.Unanswered })
        : this;

    /// <summary>The patient's own alert: still active, the acknowledgement is taken back.</summary>
    public SilentWard Reack(string patient) => _silent.TryGetValue(Key(patient, Kind.Cgm), out var id) && _alerts[id].Acknowledged
        ? Change(AlertChangeKind.Reraised, _alerts[id] with { Acknowledged = false, AcknowledgedAt = null, AcknowledgedBy = null })
        : this;

    /// <summary>A person acknowledges what is told of: a group with everybody whom the told alert lists, or an alert of its own.</summary>
    public SilentWard Acknowledge(Alert told)
    {
        foreach (var member in told.Members)
        {
            AcknowledgeOwn(member.Alert);
        }

        return EnginePatient.Is(told.Patient) ? Act(new AlertAction(AlertActionKind.Acknowledge, told.Id, told.Patient, "nurse")) : AcknowledgeOwn(told.Id);
    }

    public SilentWard Erase(string patient) => Do(() => _groups.Erase(patient, Now, Told));

    public SilentWard Act(AlertAction action)
    {
        Do(() => Result = _groups.Act(action, Now, Told));
        return this;
    }

    public AlertActionResult Result { get; private set; }

    /// <summary>As the monitor does it, with the reason that resolves what holds.</summary>
    public SilentWard ResolveOwn(string id)
    {
        _silent.Remove(Key(_alerts[id].Patient, Kind.Cgm));
        return Change(AlertChangeKind.ResolvedByPerson, _alerts[id] with { Active = false, Acknowledged = true, Resolved = Now, Resolution = "wrong-data" }, "nurse");
    }

    private static string Key(string patient, Kind kind) => $"{patient}/{kind}";

    private SilentWard AcknowledgeOwn(string id) => _alerts.TryGetValue(id, out var alert) && !alert.Acknowledged
        ? Change(AlertChangeKind.Acknowledged, alert with { Acknowledged = true, AcknowledgedAt = Now, AcknowledgedBy = "nurse" }, "nurse")
        : this;

    private SilentWard Change(AlertChangeKind kind, Alert alert, string? by = null)
    {
        var version = alert.Version + 1;
        alert = alert with { Version = version, History = [.. alert.History, new AlertHistoryEntry(version, Now, kind, by, null, alert.Priority)] };
        _alerts[alert.Id] = alert;
        return Do(() => _groups.Take(new AlertChange(kind, alert, SharesCause: kind == AlertChangeKind.Raised), Now, Told));
    }

    private SilentWard Do(Action input)
    {
        input();
        if (RestartAlways)
        {
            _groups = SilenceGroups.Read(Bytes());
        }

        return this;
    }

    public byte[] Bytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        _groups.Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>What was told, one line each.</summary>
    public IEnumerable<string> Lines => Told.Select(t =>
        $"{t.Alert.Id} v{t.Alert.Version} {t.Kind} {t.Alert.History[^1].At} {t.Alert.Title} {t.Alert.Priority} {t.Alert.Tier} {t.Alert.Acknowledged} {string.Join(',', t.Alert.Members.Select(m => $"{m.Alert}/{m.Heard}"))}");
}
