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
    private readonly SortedDictionary<string, long> _silencesTold = new(StringComparer.Ordinal);
    private readonly LastSeen[] _seen = new LastSeen[Kinds.All.Max(k => (int)k.Kind) + 1];

    private PatientState(string patient) => Patient = patient;

    public string Patient { get; }

    /// <summary>Alerts that are active or unacknowledged, in the order they were raised.</summary>
    public IEnumerable<Alert> OpenAlerts => Open.Select(o => o.Alert);

    /// <summary>Monitoring is paused until then; <see cref="Instant.Min"/> = it is not.</summary>
    public Instant PausedUntil { get; internal set; } = Instant.Min;

    internal List<OpenAlert> Open { get; } = [];

    /// <summary>By rule of the plan, real and test: the alert that is active.</summary>
    internal OpenAlert?[] Active { get; private set; } = [];

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

    /// <summary>An open alert changed: find the earliest deadline again.</summary>
    internal void Touch()
    {
        Due = Instant.Max;
        foreach (var open in Open)
        {
            Due = open.Due < Due ? open.Due : Due;
        }
    }

    /// <summary>Whether the silence after that reading was told already: it is told once, even if a person resolved it.</summary>
    internal bool SilenceTold(CompiledRule rule, long position) => _silencesTold.TryGetValue(rule.Hash, out var told) && told == position;

    internal void TellSilence(CompiledRule rule, long position) => _silencesTold[rule.Hash] = position;

    internal ref LastSeen Seen(Kind kind) => ref _seen[(int)kind];

    internal static int Slot(CompiledRule rule, bool test) => (rule.Index * 2) + (test ? 1 : 0);

    internal Series SeriesOf(string device, Kind kind, bool test)
    {
        foreach (var series in _series)
        {
            if (series.Kind == kind && series.Test == test && series.Device == device)
            {
                return series;
            }
        }

        var added = new Series(device, kind, test)
        {
            Tracks = [.. Plan!.RulesOf(kind).Select(_ => Track.New(0))],
            Hashes = Plan.HashesOf(kind),
        };
        _series.Add(added);
        return added;
    }

    /// <summary>
    /// Makes the state one of this plan. Rules whose logic and limits stayed keep their progress; new and changed ones start
    /// with the next reading. No alert is touched: one whose rule changed or went waits for a person.
    /// </summary>
    internal void Bind(RulePlan plan)
    {
        if (ReferenceEquals(Plan, plan))
        {
            return;
        }

        foreach (var series in _series)
        {
            var known = new Dictionary<string, Track>(StringComparer.Ordinal);
            for (var i = 0; i < series.Tracks.Length; i++)
            {
                known[series.Hashes[i]] = series.Tracks[i];
            }

            series.Tracks = [.. plan.RulesOf(series.Kind).Select(r => known.TryGetValue(r.Hash, out var track) ? track : Track.New(Position))];
            series.Hashes = plan.HashesOf(series.Kind);
        }

        Plan = plan;
        Active = new OpenAlert?[plan.Rules.Length * 2];
        foreach (var open in Open)
        {
            if (open.Alert.Active && plan.Find(open.Alert.Pack, open.Alert.Rule) is { } rule)
            {
                Active[Slot(rule, open.Alert.Test)] = open;
            }
        }
    }
}
