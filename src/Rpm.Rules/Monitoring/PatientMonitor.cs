using Rpm.Rules.Alerts;
using Rpm.Rules.Language;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// Judges readings and keeps alerts: plan, state and inputs in, changes out. No clock, no I/O: the same inputs give the same
/// changes on any machine and at any later time. <c>now</c> is the journal's recorded time and never runs backwards for a patient.
/// </summary>
/// <remarks>
/// Every call first lets what was due before <c>now</c> happen at its own time (taking back an acknowledgement, the repeat that did
/// not come, escalation), so that it does not matter how punctually <see cref="Tick"/> is called; it matters only for silence,
/// which is judged in <see cref="Tick"/> alone.
/// </remarks>
public static class PatientMonitor
{
    /// <summary>A reading was committed. Allocates nothing while no alert changes.</summary>
    public static void Observe(RulePlan plan, PatientState state, in JudgedReading judged, Instant now, List<AlertChange> changes)
    {
        state.Bind(plan);
        if (state.Due <= now || state.AnswerDue <= now)
        {
            Deadlines.Run(plan, state, now, changes, silence: false);
        }

        state.Position = Math.Max(state.Position, judged.Position);

        ref readonly var reading = ref judged.Reading;
        var turn = new Turn(plan, state, now, changes);
        var stream = plan.Of(reading.Kind);
        if ((reading.Quality & QualityNames.Unusable) == 0)
        {
            Silences.Heard(turn, stream, in judged);
        }

        if (stream.WatchesIntake)
        {
            Intake.Taken(turn, in judged);
        }

        // A score is made of readings that no rule may judge by themselves.
        if (stream.Rules.Length > 0 || stream.Scored)
        {
            Judging.Take(turn, stream, state.SeriesOf(turn, reading.Device, reading.Kind, reading.IsTest), in judged);
        }
    }

    /// <summary>
    /// A reading of one of the patient's devices went to quarantine. It says nothing of the patient, but a device of which nothing can be
    /// used any more is a technical finding.
    /// </summary>
    /// <param name="device">The device that sent it.</param>
    /// <param name="reason">Why it could not be used.</param>
    /// <param name="received">When its frame arrived.</param>
    /// <param name="position">Place in the journal.</param>
    public static void Refuse(
        RulePlan plan, PatientState state, string device, RejectReason reason, Instant received, long position, Instant now, List<AlertChange> changes)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence: false);
        state.Position = Math.Max(state.Position, position);
        Intake.Refused(new Turn(plan, state, now, changes), device, reason, received, position);
    }

    /// <summary>
    /// From when to when the patient wears a device of a kind, by all enrolments together. A kind that is worn and never comes is
    /// silent from the beginning of the enrolment; one that is worn no more is not silent.
    /// </summary>
    /// <param name="device">The device that is worn; null = none of the kind is.</param>
    /// <param name="from">Since when; a time in the past counts as now.</param>
    /// <param name="until">Until when, not included.</param>
    public static void Wear(
        RulePlan plan, PatientState state, Kind kind, string? device, Instant from, Instant until, long position, Instant now, List<AlertChange> changes)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence: false);
        state.Position = Math.Max(state.Position, position);
        Silences.Worn(new Turn(plan, state, now, changes), kind, device, from, until, position);
    }

    /// <summary>A deadline came, or the journal's clock moved on: what is due by <paramref name="now"/> happens, each at its own time.</summary>
    /// <param name="silence">False while a backlog of readings is being worked off: silent devices are then not yet silent.</param>
    public static void Tick(RulePlan plan, PatientState state, Instant now, List<AlertChange> changes, bool silence = true)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence);
    }

    /// <summary>When <see cref="Tick"/> is next wanted, or earlier; <see cref="Instant.Max"/> = not before the next reading.</summary>
    public static Instant NextDeadline(RulePlan plan, PatientState state)
    {
        state.Bind(plan);
        return Deadlines.Next(plan, state);
    }

    /// <summary>A person acted on an alert.</summary>
    public static AlertActionResult Act(RulePlan plan, PatientState state, AlertAction action, Instant now, List<AlertChange> changes)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence: false);
        return Actions.Apply(new Turn(plan, state, now, changes), action);
    }

    /// <summary>
    /// Packs or limits changed. What is active stays active: a rule that is gone or altered leaves its alert to a person, and its
    /// new version judges from the next reading on.
    /// </summary>
    public static void ChangePlan(RulePlan plan, PatientState state, Instant now, List<AlertChange> changes)
    {
        if (state.Plan is { } old)
        {
            Deadlines.Run(old, state, now, changes, silence: false);
        }

        state.Bind(plan);
    }

    /// <summary>Monitoring pauses until a time, or goes on (<see langword="null"/>). Critical rules are judged all the same; nothing active is touched.</summary>
    public static void Pause(RulePlan plan, PatientState state, Instant? until, Instant now, List<AlertChange> changes)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence: false);
        state.PausedUntil = until ?? Instant.Min;
        (state.AnswerDue, state.SilenceDue) = (Instant.Min, Instant.Min);
        state.SilenceDue = Instant.Min; // a pause that ends early brings the silence forward
    }

    /// <summary>
    /// Readings were withdrawn or turned out to be another patient's: they count no longer, and every open alert that rests on one
    /// is marked for review. Nothing is resolved by it.
    /// </summary>
    public static void Review(RulePlan plan, PatientState state, EvidenceSpan span, string note, Instant now, List<AlertChange> changes)
    {
        state.Bind(plan);
        Deadlines.Run(plan, state, now, changes, silence: false);
        var turn = new Turn(plan, state, now, changes);
        Judging.Withdraw(turn, span);
        Silences.Withdrawn(turn, span);
        foreach (var open in state.Open)
        {
            if (!open.Alert.Review && open.Alert.Evidence.Any(e =>
                e.Device == span.Device && (span.Kind is null || e.Kind == span.Kind) && span.Covers(e.Time, e.Ordinal)))
            {
                turn.Change(open, AlertChangeKind.MarkedForReview, open.Alert with { Review = true }, null, note);
            }
        }
    }
}
