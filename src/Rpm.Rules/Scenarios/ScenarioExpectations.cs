using System.Globalization;
using Rpm.Rules.Alerts;
using Rpm.Rules.Packs;
using Rpm.Telemetry;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Scenarios;

/// <summary>
/// Reads what is expected: <c>at TIME: RULE WORDS[, RULE WORDS]</c>, <c>never: RULE[, RULE]</c>, <c>only: RULE[, RULE]</c>, <c>count RULE [CHANGE]: N</c>.
/// </summary>
internal sealed class ScenarioExpectations(ScenarioClock clock, IReadOnlyList<RulePack> packs, FaultList faults)
{
    private static readonly Dictionary<string, AlertChangeKind> Changes = new(StringComparer.Ordinal)
    {
        ["raised"] = AlertChangeKind.Raised,
        ["reraised"] = AlertChangeKind.Reraised,
        ["priority-raised"] = AlertChangeKind.PriorityRaised,
        ["resolved"] = AlertChangeKind.ResolvedByCondition,
        ["escalated"] = AlertChangeKind.Escalated,
        ["renotified"] = AlertChangeKind.Renotified,
    };

    /// <summary>What was read, in the order of the file.</summary>
    public List<Expectation> Expectations { get; } = [];

    /// <summary>Reads one line.</summary>
    public void Take(YamlScalarNode key, YamlNode value)
    {
        var words = Words.Queue(key.Value!);
        var verb = words.Count > 0 ? words.Dequeue() : "";
        var time = clock.Start;
        if (verb == "at" && !clock.TryTake(words, out time, out var error))
        {
            faults.Add(key, error);
            return;
        }

        switch (verb)
        {
            case "at" when words.Count == 0:
                foreach (var (node, text, offset) in Parts(value))
                {
                    Stand(key, node, time, text, offset);
                }

                break;
            case "never" when words.Count == 0:
                foreach (var (node, text, offset) in Parts(value))
                {
                    if (Find(node, text, offset) is { } rule)
                    {
                        Expectations.Add(new NeverRaises(Line(node), Column(node), $"never {rule.Rule}", rule));
                    }
                }

                break;
            case "only" when words.Count == 0:
                var parts = Parts(value).ToList();
                var rules = parts.Select(p => Find(p.Node, p.Text, p.Offset)).OfType<RuleName>().ToList();
                Expectations.Add(new OnlyRaise(Line(key), Column(key), $"only {string.Join(", ", parts.Select(p => p.Text))}", rules));
                break;
            case "count":
                Count(key, value, words);
                break;
            default:
                faults.Add(key, $"'{key.Value}' is not an expectation: at TIME, never, only or count RULE.");
                break;
        }
    }

    private void Stand(YamlScalarNode key, YamlScalarNode node, Instant time, string text, int offset)
    {
        var words = Words.Queue(text);
        var name = words.Count > 0 ? words.Dequeue() : "";
        if (Find(node, name, offset) is not { } rule)
        {
            return;
        }

        if (!ExpectedAlert.TryParse(words, out var expected, out var error))
        {
            faults.Add(node, error, YamlSection.Shift(node, offset));
            return;
        }

        Expectations.Add(new AlertStands(Line(node), Column(node), $"{key.Value}: {text}", time, rule, expected));
    }

    private void Count(YamlScalarNode key, YamlNode value, Queue<string> words)
    {
        if (!words.TryDequeue(out var name) || Find(key, name, 0) is not { } rule)
        {
            if (words.Count == 0 && name is null)
            {
                faults.Add(key, "The rule to count is missing.");
            }

            return;
        }

        var change = AlertChangeKind.Raised;
        if (words.TryDequeue(out var word) && (!Changes.TryGetValue(word, out change) || words.Count > 0))
        {
            faults.Add(key, $"'{word}' is not a change that can be counted: {string.Join(", ", Changes.Keys)}.");
            return;
        }

        if (value is YamlScalarNode scalar && int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            Expectations.Add(new CountIs(Line(key), Column(key), $"{key.Value}: {count}", rule, change, count));
        }
        else
        {
            faults.Add(value, "Expected a whole number.");
        }
    }

    private RuleName? Find(YamlScalarNode node, string name, int offset)
    {
        if (RuleName.TryFind(name, packs, out var rule, out var error))
        {
            return rule;
        }

        faults.Add(node, error, YamlSection.Shift(node, offset));
        return null;
    }

    // A text with commas, or a list.
    private IEnumerable<(YamlScalarNode Node, string Text, int Offset)> Parts(YamlNode value)
    {
        foreach (var node in value is YamlSequenceNode list ? list.Children : [value])
        {
            if (node is not YamlScalarNode { Value.Length: > 0 } scalar)
            {
                faults.Add(node, "Expected a rule, or rules with commas between them.");
                continue;
            }

            var offset = 0;
            foreach (var part in scalar.Value!.Split(','))
            {
                yield return (scalar, part.Trim(), offset + part.Length - part.TrimStart().Length);
                offset += part.Length + 1;
            }
        }
    }

    private static int Line(YamlNode node) => (int)node.Start.Line;

    private static int Column(YamlNode node) => (int)node.Start.Column;
}
