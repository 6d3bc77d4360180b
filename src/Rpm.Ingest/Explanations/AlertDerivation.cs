using Rpm.Ingest.Journal;
using Rpm.Ingest.Monitoring;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Rules.Replay;
using Rpm.Telemetry;

namespace Rpm.Ingest.Explanations;

/// <summary>
/// Derives an alert again: the packs, limits, pauses and enrolments as the journal changed them, the readings as they arrived and what people did, through the
/// monitor that judged live.
/// </summary>
internal sealed class AlertDerivation
{
    private const string WrongData = "wrong-data";

    private readonly AlertCase _case;
    private readonly PatientReplay _replay;
    private readonly Dictionary<string, RulePack> _packs = new(StringComparer.Ordinal);
    private RegistrySnapshot _registry = RegistrySnapshot.Empty;

    private AlertDerivation(AlertCase @case)
    {
        _case = @case;
        _replay = new PatientReplay(PlanNow(), @case.First.Patient);
    }

    /// <summary>The changes of the alert.</summary>
    public IReadOnlyList<AlertChange> Changes => [.. _replay.Changes.Where(c => c.Alert.Id == _case.First.Id)];

    /// <summary>Measurement time of the reading with which the condition began; null where the alert did not come about.</summary>
    public Instant? FirstBreach => _replay.FirstBreach(_case.First.Id);

    /// <summary>The patient as it was when the alert was raised.</summary>
    public Patient? Patient { get; private set; }

    /// <summary>By position of the reading: what it changed of the alert.</summary>
    public Dictionary<long, List<AlertChangeKind>> ByReading { get; } = [];

    /// <summary>Runs to the alert's newest version.</summary>
    /// <param name="from">The oldest reading.</param>
    public static AlertDerivation Run(AlertCase @case, Instant from)
    {
        var derivation = new AlertDerivation(@case);
        var end = @case.Last.History[^1].At;
        foreach (var (at, step) in derivation.Steps(from).Where(s => s.At <= end).OrderBy(s => s.At).ThenBy(s => s.Order).Select(s => (s.At, s.Step)))
        {
            if (at >= @case.First.Raised)
            {
                derivation.Patient ??= derivation.PatientNow();
            }

            step(at);
        }

        derivation.Patient ??= derivation.PatientNow();
        derivation._replay.Advance(end);
        return derivation;
    }

    private IEnumerable<(Instant At, long Order, Action<Instant> Step)> Steps(Instant from)
    {
        foreach (var reading in _case.Readings)
        {
            yield return (reading.Received, reading.Position, now => Observe(reading, now));
            if (reading.Withdrawal is { } withdrawal)
            {
                var span = EvidenceSpan.Of(reading.Reading.Device, reading.Reading.Kind, reading.Reading.Time, reading.Ordinal);
                yield return (withdrawal.At, long.MaxValue, now => _replay.Review(span, withdrawal.Reason, now));
            }
        }

        foreach (var change in _case.Changes)
        {
            yield return (change.At, change.Entry.Position, now => Take(change, now));
        }

        foreach (var version in _case.Versions.Where(v => v.History[^1].By is not null))
        {
            yield return (version.History[^1].At, long.MaxValue, now => _replay.Act(ActionOf(version), now));
        }

        foreach (var alert in _case.Earlier)
        {
            foreach (var resolved in alert.History.Where(h => h.Change == AlertChangeKind.ResolvedByPerson && h.At >= from))
            {
                yield return (resolved.At, long.MaxValue, now => ResolveEarlier(alert, resolved.By!, now));
            }
        }
    }

    private void Observe(StoredReading stored, Instant now)
    {
        // What was due by itself before the reading is not the reading's doing.
        _replay.Advance(now);
        var before = _replay.Changes.Count;
        var judged = new JudgedReading { Position = stored.Position, Received = stored.Received, Ordinal = stored.Ordinal, Reading = stored.Reading };
        _replay.Observe(in judged, now);
        foreach (var change in _replay.Changes.Skip(before).Where(c => c.Alert.Id == _case.First.Id))
        {
            if (!ByReading.TryGetValue(stored.Position, out var kinds))
            {
                ByReading[stored.Position] = kinds = [];
            }

            kinds.Add(change.Kind);
        }
    }

    private void Take(RegistryChanged change, Instant now)
    {
        Apply(change);
        switch (change.Entry)
        {
            case MonitoringPaused paused:
                _replay.Pause(paused.Until, now);
                break;
            case EnrolmentPut { Before: { } before } put when before.Patient == _case.First.Patient:
                foreach (var span in MonitorShard.Moved(before, put.Enrolment, before.Patient))
                {
                    _replay.Review(span, put.Reason ?? "", now);
                }

                Wear(before.Device, change, now);
                Wear(put.Enrolment.Device, change, now);
                break;
            case EnrolmentPut put:
                Wear(put.Enrolment.Device, change, now);
                break;
            case DevicePut put:
                Wear(put.Device.Id, change, now);
                break;
            default:
                _replay.ChangePlan(PlanNow(), now);
                break;
        }
    }

    private void Wear(string device, RegistryChanged change, Instant now)
    {
        foreach (var worn in WornDevices.Of(_registry, _case.First.Patient, device, _replay.LastDevice, now).ToList())
        {
            _replay.Wear(worn.Kind, worn.Device, worn.From, worn.Until, change.Entry.Position, now);
        }
    }

    private void Apply(RegistryChanged change)
    {
        _registry = RegistryChange.Apply(_registry, change.Entry, change.At);
        switch (change.Entry)
        {
            case PackActivated pack when PackLoader.Load(pack.Yaml, pack.Pack).Pack is { } loaded:
                _packs[pack.Pack] = loaded;
                break;
            case PackDeactivated pack:
                _packs.Remove(pack.Pack);
                break;
        }
    }

    private Patient PatientNow() => _registry.Patients.GetValueOrDefault(_case.First.Patient) ?? new Patient { Id = _case.First.Patient };

    private RulePlan PlanNow() => RulePlan.Create([.. _packs.Values.OrderBy(p => p.Id, StringComparer.Ordinal)], PatientContexts.Of(PatientNow()));

    private void ResolveEarlier(Alert alert, string by, Instant now)
    {
        _replay.Advance(now);
        if (_replay.OpenAlerts.FirstOrDefault(a => a.Active && a.Pack == alert.Pack && a.Rule == alert.Rule && a.Test == alert.Test) is { } open)
        {
            _replay.Act(new AlertAction(AlertActionKind.Resolve, open.Id, open.Patient, by, Reason: WrongData), now);
        }
    }

    private static AlertAction ActionOf(Alert version)
    {
        var entry = version.History[^1];
        var action = new AlertAction(AlertActionKind.Comment, version.Id, version.Patient, entry.By!, entry.Note);
        return entry.Change switch
        {
            AlertChangeKind.Acknowledged => action with { Kind = AlertActionKind.Acknowledge },
            AlertChangeKind.Snoozed => action with { Kind = AlertActionKind.Snooze, Until = version.SnoozedUntil },
            AlertChangeKind.Assigned => action with { Kind = AlertActionKind.Assign, Assignee = version.Assignee },
            AlertChangeKind.ResolvedByPerson => action with { Kind = AlertActionKind.Resolve, Reason = version.Resolution },
            _ => action,
        };
    }
}
