using System.Buffers;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Replay;

/// <summary>
/// One patient's inputs through the very monitor that judges live, in the order and at the times at which a shard hands them to it:
/// what was due before an input happens first, at its own deadline. Scenarios, replays and explanations all go through here.
/// </summary>
public sealed class PatientReplay(RulePlan plan, string patient)
{
    private readonly ArrayBufferWriter<byte> _written = new();
    private readonly Dictionary<string, Instant> _firstBreaches = new(StringComparer.Ordinal);
    private PatientState _state = PatientState.Create(patient);
    private int _seen;

    /// <summary>The rules in force.</summary>
    public RulePlan Plan { get; private set; } = plan;

    /// <summary>Every change so far, in order.</summary>
    public List<AlertChange> Changes { get; } = [];

    /// <summary>The time of the newest input or <see cref="Advance"/>.</summary>
    public Instant Now { get; private set; } = Instant.Min;

    /// <summary>Writes the state and reads it back after every input; nothing may change by it.</summary>
    public bool RestartAlways { get; init; }

    /// <summary>Alerts that are active or unacknowledged.</summary>
    public IEnumerable<Alert> OpenAlerts => _state.OpenAlerts;

    /// <summary>The device that last sent a kind.</summary>
    public string? LastDevice(Kind kind) => _state.LastDevice(kind);

    /// <summary>Measurement time of the reading with which the alert's condition began; null for an alert that was not raised here.</summary>
    public Instant? FirstBreach(string alert) => _firstBreaches.TryGetValue(alert, out var time) ? time : null;

    /// <summary>Time passes; what is due by then happens.</summary>
    public void Advance(Instant to)
    {
        Now = to > Now ? to : Now;
        if (PatientMonitor.NextDeadline(Plan, _state) <= Now)
        {
            PatientMonitor.Tick(Plan, _state, Now, Changes);
            Done();
        }
    }

    /// <summary>A reading arrived.</summary>
    public void Observe(in JudgedReading reading, Instant now)
    {
        Advance(now);
        PatientMonitor.Observe(Plan, _state, in reading, Now, Changes);
        Done();
    }

    /// <summary>A reading of one of the patient's devices went to quarantine.</summary>
    public void Refuse(string device, RejectReason reason, long position, Instant now)
    {
        Advance(now);
        PatientMonitor.Refuse(Plan, _state, device, reason, now, position, Now, Changes);
        Done();
    }

    /// <summary>What the patient wears of a kind changed.</summary>
    /// <param name="device">Null = none of the kind is worn any more.</param>
    public void Wear(Kind kind, string? device, Instant from, Instant until, long position, Instant now)
    {
        Advance(now);
        PatientMonitor.Wear(Plan, _state, kind, device, from, until, position, Now, Changes);
        Done();
    }

    /// <summary>A person acted on an alert.</summary>
    public AlertActionResult Act(AlertAction action, Instant now)
    {
        Advance(now);
        var result = PatientMonitor.Act(Plan, _state, action, Now, Changes);
        Done();
        return result;
    }

    /// <summary>Packs or limits changed.</summary>
    public void ChangePlan(RulePlan to, Instant now)
    {
        Advance(now);
        Plan = to;
        PatientMonitor.ChangePlan(Plan, _state, Now, Changes);
        Done();
    }

    /// <summary>Monitoring pauses until a time, or goes on.</summary>
    public void Pause(Instant? until, Instant now)
    {
        Advance(now);
        PatientMonitor.Pause(Plan, _state, until, Now, Changes);
        Done();
    }

    /// <summary>Readings were withdrawn or turned out to be another patient's.</summary>
    public void Review(EvidenceSpan span, string note, Instant now)
    {
        Advance(now);
        PatientMonitor.Review(Plan, _state, span, note, Now, Changes);
        Done();
    }

    private void Done()
    {
        for (; _seen < Changes.Count; _seen++)
        {
            var alert = Changes[_seen].Alert;
            if (Changes[_seen].Kind == AlertChangeKind.Raised)
            {
                _firstBreaches[alert.Id] = _state.Open.Find(o => o.Alert.Id == alert.Id)?.FirstBreach ?? alert.ReadingTime ?? alert.Raised;
            }
        }

        if (RestartAlways)
        {
            _written.ResetWrittenCount();
            _state.Write(_written);
            _state = PatientState.Read(_written.WrittenSpan);
        }
    }
}
