using System.Runtime.InteropServices;
using Rpm.Rules.Alerts;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// Everything the monitor knows of one patient. One owner at a time changes it through <see cref="PatientMonitor"/>; it can be
/// written and read back at any point without changing what follows.
/// </summary>
public sealed partial class PatientState
{
    private readonly List<Series> _series = [];

    // The one that was asked for last: most often it is the next one too.
    private Series? _recent;
    private readonly List<(ulong Mark, long Told)> _silencesTold = [];

    // Which rules there were, as a written state has it; null once a plan is bound.
    private HashSet<ulong>? _knownRules;

    // By kind, where anything is worn or was heard: of real readings, and of test readings.
    private readonly LastSeen[]?[] _seen = new LastSeen[]?[LastKind + 1];

    // By rule of the plan, real and test; null until the first alert.
    private OpenAlert?[]? _active;

    private static readonly int LastKind = Kinds.All.Max(k => (int)k.Kind);
    private static readonly LastSeen[] Unknown = new LastSeen[2];

    private PatientState(string patient) => Patient = patient;

    public string Patient { get; }

    /// <summary>Alerts that are active or unacknowledged, in the order they were raised.</summary>
    public IEnumerable<Alert> OpenAlerts => Open.Select(o => o.Alert);

    /// <summary>Monitoring is paused until then; <see cref="Instant.Min"/> = it is not.</summary>
    public Instant PausedUntil { get; internal set; } = Instant.Min;

    internal List<OpenAlert> Open { get; } = [];

    /// <summary>How many alerts are active.</summary>
    internal int ActiveCount { get; private set; }

    internal RulePlan? Plan { get; private set; }

    /// <summary>Position of the newest entry it has seen.</summary>
    internal long Position { get; set; }

    internal IReadOnlyList<Series> AllSeries => _series;

    /// <summary>The state of a patient of whom nothing is known yet.</summary>
    public static PatientState Create(string patient) => new(patient);

    /// <summary>When the first open alert has something due. Kept, because every reading asks for it.</summary>
    internal Instant Due { get; private set; } = Instant.Max;

    /// <summary>Not after the first unanswered breach is due; may be too early, never too late.</summary>
    internal Instant AnswerDue { get; set; } = Instant.Max;

    /// <summary>Not after the first silence is due; may be too early, never too late.</summary>
    internal Instant SilenceDue { get; set; } = Instant.Min;

    /// <summary>An open alert changed: find the earliest deadline again.</summary>
    internal void Touch()
    {
        Due = Instant.Max;
        foreach (var open in Open)
        {
            Due = open.Due < Due ? open.Due : Due;
        }
    }

    /// <summary>
    /// What a silence was told of last: the position of the newest reading before it, so that it is told once even if a person resolved it,
    /// or for a rule of once a day the time of telling; null = it was not.
    /// </summary>
    internal long? SilenceTold(CompiledRule rule, bool test)
    {
        foreach (var (mark, told) in _silencesTold)
        {
            if (mark == MarkOf(rule, test))
            {
                return told;
            }
        }

        return null;
    }

    internal void TellSilence(CompiledRule rule, bool test, long told)
    {
        _silencesTold.RemoveAll(t => t.Mark == MarkOf(rule, test));
        _silencesTold.Add((MarkOf(rule, test), told));
        _silencesTold.Sort();
    }

    /// <summary>The device that the newest usable reading of a kind came from, or that is worn for it; null where there is none.</summary>
    public string? LastDevice(Kind kind) => Known(kind, false).Device ?? Known(kind, true).Device;

    /// <summary>Whether a device is known and has sent nothing but test readings.</summary>
    internal bool IsTestOnly(string device)
    {
        var known = false;
        foreach (var series in _series)
        {
            if (series.Device == device && Streams.IsKind(series.Kind))
            {
                if (!series.Test)
                {
                    return false;
                }

                known = true;
            }
        }

        return known;
    }

    /// <summary>What was heard last of a kind, for writing.</summary>
    internal ref LastSeen Seen(Kind kind, bool test) => ref (_seen[(int)kind] ??= new LastSeen[2])[test ? 1 : 0];

    /// <summary>What was heard last of a kind.</summary>
    internal ref readonly LastSeen Known(Kind kind, bool test) => ref (_seen[(int)kind] ?? Unknown)[test ? 1 : 0];

    private static ulong MarkOf(CompiledRule rule, bool test) => test ? ~rule.Mark : rule.Mark;

    internal static int Slot(CompiledRule rule, bool test) => (rule.Index * 2) + (test ? 1 : 0);

    /// <summary>The series of a device's stream; null where there is none.</summary>
    internal Series? Find(string device, Kind kind, bool test)
    {
        // The name of a registered device is one object nearly everywhere.
        foreach (var series in CollectionsMarshal.AsSpan(_series))
        {
            if (series.Kind == kind && series.Test == test && (ReferenceEquals(series.Device, device) || series.Device == device))
            {
                return series;
            }
        }

        return null;
    }

    internal Series SeriesOf(in Turn turn, string device, Kind kind, bool test)
    {
        if (_recent is { } recent && recent.Kind == kind && recent.Test == test && ReferenceEquals(recent.Device, device))
        {
            return recent;
        }

        if (Find(device, kind, test) is { } known)
        {
            return _recent = known;
        }

        _recent = null;

        // Whoever wears a new sensor every ten days must not carry the old ones along.
        for (var i = _series.Count - 1; i >= 0; i--)
        {
            if (_series[i].IsSpent(turn))
            {
                _series.RemoveAt(i);
            }
        }

        var added = new Series(device, kind, test);
        added.Bind(turn, Plan!.Of(kind), static _ => true);
        _series.Add(added);
        return added;
    }

    /// <summary>The alert of a rule that is active; null where none is.</summary>
    internal OpenAlert? ActiveOf(int slot) => _active?[slot];

    /// <summary>Sets which alert of a rule is active.</summary>
    internal void SetActive(int slot, OpenAlert? open)
    {
        _active ??= new OpenAlert?[Plan!.Rules.Length * 2];
        ActiveCount += (open is null ? 0 : 1) - (_active[slot] is null ? 0 : 1);
        _active[slot] = open;

        // What ended may be due again.
        SilenceDue = open is null ? Instant.Min : SilenceDue;
    }

    /// <summary>
    /// Makes the state one of this plan. Rules whose logic and limits stayed keep their progress; new and changed ones start
    /// with the next reading. No alert is touched: one whose rule changed or went waits for a person.
    /// </summary>
    internal void Bind(RulePlan plan)
    {
        if (!ReferenceEquals(Plan, plan))
        {
            Rebind(plan);
        }
    }

    private void Rebind(RulePlan plan)
    {
        var old = Plan;
        Plan = plan;
        SilenceDue = Instant.Min;
        if (ReferenceEquals(old?.Core, plan.Core))
        {
            return;
        }

        var known = _knownRules ?? (old is null ? [] : [.. old.Rules.Select(r => r.Mark)]);
        _knownRules = null;
        (_active, ActiveCount) = (null, 0);
        foreach (var open in Open)
        {
            if (open.Alert.Active && plan.Find(open.Alert.Pack, open.Alert.Rule) is { } rule)
            {
                SetActive(Slot(rule, open.Alert.Test), open);
            }
        }

        var turn = new Turn(plan, this, Instant.Min, []);
        foreach (var series in _series)
        {
            series.Bind(turn, plan.Of(series.Kind), r => known.Contains(r.Mark));
        }
    }
}
