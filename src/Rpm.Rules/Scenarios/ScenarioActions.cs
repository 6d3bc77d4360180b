using Rpm.Rules.Alerts;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Scenarios;

/// <summary>
/// Reads what people do: <c>at TIME acknowledge RULE by WHO</c>, <c>snooze RULE for SPAN</c>, <c>resolve RULE because REASON</c>, <c>assign RULE to WHOM</c>,
/// <c>comment RULE with TEXT</c>, <c>pause for SPAN</c>, <c>resume</c>, <c>set PACK/PARAMETER to VALUE</c>, <c>wear KIND [device NAME] [for SPAN | until TIME]</c>, <c>remove KIND</c>. <c>by</c> is a nurse where nobody is named; a line that
/// ends in <c>: refused</c> must be refused.
/// </summary>
internal sealed class ScenarioActions(ScenarioClock clock, IReadOnlyList<RulePack> packs, PatientContext patient, FaultList faults)
{
    private const string Somebody = "nurse";
    private const string Known = "acknowledge, snooze, resolve, assign, comment, pause, resume, set, wear, remove";

    private readonly List<(Instant At, YamlScalarNode Node, string Key, string Value)> _limits = [];

    /// <summary>What was read, in the order of the file.</summary>
    public List<ScenarioInput> Inputs { get; } = [];

    /// <summary>Reads one line.</summary>
    /// <param name="refused">Whether it says that it must be refused.</param>
    public void Take(YamlScalarNode node, bool refused)
    {
        var words = Words.Queue(node.Value!);
        if (!words.TryDequeue(out var first) || first != "at")
        {
            faults.Add(node, "An action begins with 'at' and a time, for example 'at 08:05 acknowledge spo2-low by nurse'.");
            return;
        }

        if (!clock.TryTake(words, out var at, out var error) || !TryTake(node, at, words, refused, out error))
        {
            faults.Add(node, error);
        }
    }

    /// <summary>Makes the plans that the limits lead to; after the last line, since lines need not stand in order of time.</summary>
    public void Close()
    {
        var context = patient;
        foreach (var (at, node, key, value) in _limits.OrderBy(l => l.At))
        {
            context = context with { Limits = new Dictionary<string, string>(context.Limits) { [key] = value } };
            var plan = RulePlan.Create(packs, context);
            if (plan.Faults.Count > 0)
            {
                faults.Add(node, $"{plan.Faults[0].Limit}: {plan.Faults[0].Message}");
                return;
            }

            Inputs.Add(new LimitChanges(at, plan));
        }
    }

    private bool TryTake(YamlScalarNode node, Instant at, Queue<string> words, bool refused, out string error)
    {
        error = "";
        if (!words.TryDequeue(out var verb))
        {
            error = $"What happens is missing: {Known}.";
            return false;
        }

        switch (verb)
        {
            case "pause":
                var pauses = TryTakeUntil(words, at, out var pause, out error);
                Inputs.Add(new MonitoringPauses(at, pause));
                return pauses && Ended(words, out error);
            case "resume":
                Inputs.Add(new MonitoringPauses(at, null));
                return Ended(words, out error);
            case "set":
                if (words.TryDequeue(out var key) && words.TryDequeue(out var to) && to == "to" && words.Count > 0)
                {
                    _limits.Add((at, node, key, string.Join(' ', words)));
                    return true;
                }

                error = "Expected for example 'set oximetry/low to 85 %'.";
                return false;
            case "wear" or "remove":
                return TryTakeWorn(at, verb == "wear", words, out error);
            case "acknowledge" or "snooze" or "resolve" or "assign" or "comment":
                return TryTakeAct(node, at, verb, words, refused, out error);
            default:
                error = $"'{verb}' is nothing that people do. Known: {Known}.";
                return false;
        }
    }

    private bool TryTakeWorn(Instant at, bool worn, Queue<string> words, out string error)
    {
        error = "Expected for example 'wear weight device scale-1 for 30d' or 'remove weight'.";
        if (!words.TryDequeue(out var first) || !SeriesHeading.TryTakeKind(first, words, out var kind))
        {
            return false;
        }

        string? device = worn ? Kinds.Name(kind) : null;
        if (worn && words.TryPeek(out var word) && word == "device")
        {
            words.Dequeue();
            if (!words.TryDequeue(out device))
            {
                return false;
            }
        }

        Instant? until = null;
        if (worn && words.Count > 0 && !TryTakeUntil(words, at, out until, out error))
        {
            return false;
        }

        Inputs.Add(new DeviceIsWorn(at, kind, device, until ?? Instant.Max));
        return Ended(words, out error);
    }

    private bool TryTakeAct(YamlScalarNode node, Instant at, string verb, Queue<string> words, bool refused, out string error)
    {
        if (!words.TryDequeue(out var name))
        {
            error = $"The rule to {verb} is missing.";
            return false;
        }

        if (!RuleName.TryFind(name, packs, out var rule, out error))
        {
            return false;
        }

        var action = new AlertAction(Kind(verb), "", patient.Id, Somebody);
        var test = false;
        while (words.TryDequeue(out var word))
        {
            switch (word)
            {
                case "test":
                    test = true;
                    break;
                case "by" when words.TryDequeue(out var who):
                    action = action with { By = who };
                    break;
                case "because" when words.TryDequeue(out var reason):
                    action = action with { Reason = reason };
                    break;
                case "to" when words.TryDequeue(out var whom):
                    action = action with { Assignee = whom };
                    break;
                case "with" when words.Count > 0:
                    action = action with { Note = string.Join(' ', words).Trim('"') };
                    words.Clear();
                    break;
                case "for" or "until":
                    if (!TryTakeUntil(new Queue<string>(words.Prepend(word)), at, out var until, out error))
                    {
                        return false;
                    }

                    // The time is one word, or two with a date or a unit of its own.
                    words.Dequeue();
                    while (words.TryPeek(out var more) && more is not ("by" or "because" or "to" or "with" or "test"))
                    {
                        words.Dequeue();
                    }

                    action = action with { Until = until };
                    break;
                default:
                    error = $"'{word}' is not understood here: expected by WHO, because REASON, to WHOM, for SPAN, until TIME, with TEXT or test.";
                    return false;
            }
        }

        Inputs.Add(new PersonActs(at, rule, test, action, refused, (int)node.Start.Line, (int)node.Start.Column, node.Value!));
        return true;
    }

    private bool TryTakeUntil(Queue<string> words, Instant at, out Instant? until, out string error)
    {
        until = null;
        error = "Expected 'for' and a span or 'until' and a time.";
        switch (words.TryDequeue(out var word) ? word : "")
        {
            case "for" when ScenarioClock.TryTakeSpan(words, out var span, out error):
                until = at + span;
                return true;
            case "until" when clock.TryTake(words, out var time, out error):
                until = time;
                return true;
            default:
                return false;
        }
    }

    private static bool Ended(Queue<string> words, out string error)
    {
        error = words.Count == 0 ? "" : $"'{words.Peek()}' is not understood here.";
        return words.Count == 0;
    }

    private static AlertActionKind Kind(string verb) => verb switch
    {
        "acknowledge" => AlertActionKind.Acknowledge,
        "snooze" => AlertActionKind.Snooze,
        "resolve" => AlertActionKind.Resolve,
        "assign" => AlertActionKind.Assign,
        _ => AlertActionKind.Comment,
    };
}
