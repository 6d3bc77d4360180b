using System.Globalization;
using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Plans;
using Rpm.Rules.Replay;
using Rpm.Telemetry;

namespace Rpm.Rules.Scenarios;

/// <summary>
/// Runs scenarios over the monitor itself, each twice: straight through, and with the state written and read back after every input. Both must
/// make the same changes.
/// </summary>
public static class ScenarioRunner
{
    private static readonly AlertChangeKind[] Silent = [AlertChangeKind.Assigned, AlertChangeKind.Commented];

    /// <summary>Runs one.</summary>
    public static ScenarioOutcome Run(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var failures = new List<ScenarioFailure>();
        var replay = Play(scenario, restart: false, failures);
        var restarted = Play(scenario, restart: true, []);
        var (straight, again) = (replay.Changes.ConvertAll(AlertChangeText.Of), restarted.Changes.ConvertAll(AlertChangeText.Of));
        if (!straight.SequenceEqual(again))
        {
            var at = straight.Zip(again).TakeWhile(p => p.First == p.Second).Count();
            failures.Add(new ScenarioFailure(
                scenario.File, scenario.Line, 1, "the same changes when the state is written and read back after every input",
                $"change {at + 1}: {straight.ElementAtOrDefault(at) ?? "none"} without, {again.ElementAtOrDefault(at) ?? "none"} with"));
        }

        return new ScenarioOutcome(
            scenario, [.. failures.OrderBy(f => f.Line).ThenBy(f => f.Column)], [.. replay.Changes.Select(c => Line(scenario, c))]);
    }

    private static PatientReplay Play(Scenario scenario, bool restart, List<ScenarioFailure> failures)
    {
        var replay = new PatientReplay(RulePlan.Create(scenario.Packs, scenario.Patient), scenario.Patient.Id) { RestartAlways = restart };
        var looks = new Queue<AlertStands>(scenario.Expectations.OfType<AlertStands>().OrderBy(e => e.At));
        foreach (var input in scenario.Inputs)
        {
            Look(scenario, replay, looks, input.At, failures);
            Take(scenario, replay, input, failures);
        }

        Look(scenario, replay, looks, Instant.Max, failures);
        replay.Advance(scenario.End);
        foreach (var expectation in scenario.Expectations)
        {
            Judge(scenario, replay, expectation, failures);
        }

        return replay;
    }

    // Everything that happens at a time has happened when the scenario looks at that time.
    private static void Look(Scenario scenario, PatientReplay replay, Queue<AlertStands> looks, Instant before, List<ScenarioFailure> failures)
    {
        while (looks.TryPeek(out var look) && look.At < before)
        {
            looks.Dequeue();
            replay.Advance(look.At);
            var alert = Newest(replay, look.Rule, look.Alert.Test);
            if (!look.Alert.Matches(alert))
            {
                failures.Add(Failure(scenario, look, ExpectedAlert.Describe(alert)));
            }
        }
    }

    private static void Take(Scenario scenario, PatientReplay replay, ScenarioInput input, List<ScenarioFailure> failures)
    {
        switch (input)
        {
            case ReadingArrives arrives:
                replay.Observe(arrives.Reading, arrives.At);
                break;
            case ReadingIsRefused refused:
                replay.Refuse(refused.Device, refused.Reason, refused.Position, refused.At);
                break;
            case DeviceIsWorn worn:
                replay.Wear(worn.Kind, worn.Device, worn.At, worn.Until, worn.Position, worn.At);
                break;
            case MonitoringPauses pauses:
                replay.Pause(pauses.Until, pauses.At);
                break;
            case LimitChanges limit:
                replay.ChangePlan(limit.Plan, limit.At);
                break;
            case PersonActs acts:
                replay.Advance(acts.At);
                var open = replay.OpenAlerts.Where(a => a.Pack == acts.Rule.Pack && a.Rule == acts.Rule.Rule && a.Test == acts.Test).OrderBy(a => a.Active).LastOrDefault();
                var result = open is null ? AlertActionResult.NotFound : replay.Act(acts.Action with { Alert = open.Id }, acts.At);
                if ((result != AlertActionResult.Done) != acts.Refused)
                {
                    failures.Add(new ScenarioFailure(
                        scenario.File, acts.Line, acts.Column, $"{acts.Text}: {(acts.Refused ? "refused" : "done")}", open is null ? "no open alert of the rule" : Words(result)));
                }

                break;
        }
    }

    private static void Judge(Scenario scenario, PatientReplay replay, Expectation expectation, List<ScenarioFailure> failures)
    {
        switch (expectation)
        {
            case NeverRaises never when Raised(replay).FirstOrDefault(a => Of(a) == never.Rule) is { } alert:
                failures.Add(Failure(scenario, expectation, $"raised at {scenario.Clock.Show(alert.Raised)}: {ExpectedAlert.Describe(alert)}"));
                break;
            case OnlyRaise only when Raised(replay).Select(Of).Where(r => !only.Rules.Contains(r)).Distinct().ToList() is { Count: > 0 } others:
                failures.Add(Failure(scenario, expectation, $"also {string.Join(", ", others)}"));
                break;
            case CountIs count when replay.Changes.Count(c => c.Kind == count.Change && Of(c.Alert) == count.Rule) is var was && was != count.Count:
                failures.Add(Failure(scenario, expectation, was.ToString(CultureInfo.InvariantCulture)));
                break;
        }
    }

    private static ScenarioFailure Failure(Scenario scenario, Expectation expectation, string was) =>
        new(scenario.File, expectation.Line, expectation.Column, expectation.Text, was);

    private static IEnumerable<Alert> Raised(PatientReplay replay) => replay.Changes.Where(c => c.Kind == AlertChangeKind.Raised).Select(c => c.Alert);

    private static Alert? Newest(PatientReplay replay, RuleName rule, bool test) =>
        replay.Changes.LastOrDefault(c => Of(c.Alert) == rule && c.Alert.Test == test).Alert;

    private static RuleName Of(Alert alert) => new(alert.Pack, alert.Rule);

    private static string Line(Scenario scenario, AlertChange change)
    {
        var note = change.Alert.History[^1].Note is { } text && !Silent.Contains(change.Kind) ? $" ({text})" : "";
        return $"{scenario.Clock.Show(change.Alert.History[^1].At)} {change.Alert.Rule} {AlertChangeText.Word(change.Kind)}{note}: {ExpectedAlert.Describe(change.Alert)}";
    }

    private static string Words(AlertActionResult result) => string.Concat(result.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
