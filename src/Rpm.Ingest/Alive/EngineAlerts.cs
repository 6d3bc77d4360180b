using Microsoft.Data.Sqlite;
using Rpm.Ingest.Alerts;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alive;

/// <summary>
/// Owner of the engine's own alerts. They pass by the journal and the monitor, either of which may be what is in trouble: changes go
/// straight into the alert store, and from there wherever alerts go. What could not be stored is kept and tried again in order.
/// </summary>
internal sealed partial class EngineAlerts(AlertStore store, TimeProvider time, ILogger<EngineAlerts> logger)
{
    private readonly Lock _gate = new();
    private readonly long _started = time.GetTimestamp();
    private readonly Dictionary<string, EngineAlert> _alerts = new(StringComparer.Ordinal);
    private readonly List<AlertChange> _unstored = [];
    private Instant _now = Instant.Min;
    private bool _restored;
    private bool _failing;

    /// <summary>Changes that the store has not taken yet.</summary>
    public int Unstored
    {
        get
        {
            lock (_gate)
            {
                return _unstored.Count;
            }
        }
    }

    /// <summary>Takes up what is open in the store; it must be open.</summary>
    public void Restore()
    {
        lock (_gate)
        {
            var now = Now();
            foreach (var alert in store.Open.Alerts.Values.Where(a => EnginePatient.Is(a.Patient) && !EnginePatient.IsSilentDevices(a)).OrderBy(a => a.Raised))
            {
                Of(alert.Rule).Restore(alert, time.GetElapsedTime(_started), now);
            }

            _restored = true;
        }
    }

    /// <summary>Everything that is found now; what is missing in it is not the case.</summary>
    public void Look(IReadOnlyList<EngineFinding> findings)
    {
        lock (_gate)
        {
            var (elapsed, now) = (time.GetElapsedTime(_started), Now());
            foreach (var finding in findings)
            {
                Of(finding.Rule).Look(finding, elapsed, now, store.LastSequence, _unstored);
            }

            var rules = findings.Select(f => f.Rule).ToHashSet(StringComparer.Ordinal);
            foreach (var (rule, alert) in _alerts)
            {
                if (!rules.Contains(rule))
                {
                    alert.Look(null, elapsed, now, store.LastSequence, _unstored);
                }
            }

            foreach (var rule in _alerts.Where(a => a.Value.Idle).Select(a => a.Key).ToList())
            {
                _alerts.Remove(rule);
            }

            Store();
        }
    }

    /// <summary>A person's action; false where it is taken but could not be stored yet.</summary>
    public bool Act(AlertAction action)
    {
        lock (_gate)
        {
            if (_restored && _alerts.Values.FirstOrDefault(a => a.Open?.Id == action.Alert) is { } alert)
            {
                alert.Act(action, time.GetElapsedTime(_started), Now(), _unstored);
            }

            Store();
            return _unstored.Count == 0;
        }
    }

    private EngineAlert Of(string rule)
    {
        if (!_alerts.TryGetValue(rule, out var alert))
        {
            _alerts.Add(rule, alert = new EngineAlert(rule));
        }

        return alert;
    }

    // An alert's history does not run backwards, whatever the clock does; and no two steps have one time.
    private Instant Now() => _now = Instant.From(time.GetUtcNow()) is var now && now > _now ? now : _now + TimeSpan.FromMilliseconds(1);

    private void Store()
    {
        if (_unstored.Count == 0)
        {
            return;
        }

        try
        {
            // The journal's cursor is the monitor's: zero leaves it where it is. Returns when it is done.
            store.ApplyAsync(_unstored, cursor: 0, CancellationToken.None).GetAwaiter().GetResult();
            foreach (var change in _unstored)
            {
                LogChanged(change.Kind, change.Alert.Rule, change.Alert.Id);
            }

            _unstored.Clear();
            _failing = false;
        }
        catch (SqliteException e)
        {
            if (!_failing)
            {
                LogNotStored(e, _unstored.Count);
            }

            _failing = true;
        }
    }

    [LoggerMessage(6120, LogLevel.Warning, "Engine alert {Change}: {Rule} ({Alert})")]
    private partial void LogChanged(AlertChangeKind change, string rule, string alert);

    [LoggerMessage(6121, LogLevel.Critical, "{Changes} changes of the engine's own alerts could not be stored; they are tried again every second.")]
    private partial void LogNotStored(Exception reason, int changes);
}
