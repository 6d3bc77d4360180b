using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Scenarios;

/// <summary>Reads one scenario.</summary>
internal sealed class ScenarioReader(YamlMappingNode root, string file, IReadOnlyList<RulePack> known, FaultList faults)
{
    private const string Keys = "scenario, pack, packs, patient, start, until, readings, actions, expect";

    private static readonly string[] All = Keys.Split(", ");

    /// <summary>The scenario; null where it has a fault.</summary>
    public Scenario? Read()
    {
        var before = faults.Count;
        foreach (var (key, _) in root.Children)
        {
            if (key is not YamlScalarNode { Value: { } name } || !All.Contains(name))
            {
                faults.Add(key, $"'{key}' is not known here. Known: {Keys}.");
            }
        }

        var title = Text("scenario", required: true);
        var packs = Packs();
        var patient = PatientReader.Read(Find("patient"), packs, faults);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(patient.TimeZone);
        var startText = Text("start", required: true);
        if (startText is not null && !ScenarioClock.TryDated(startText, zone, out _))
        {
            faults.Add(Find("start")!, $"'{startText}' is not a time, for example 2026-03-01 08:00.");
        }

        if (faults.Count > before || startText is null || !ScenarioClock.TryDated(startText, zone, out var start))
        {
            return null;
        }

        var clock = new ScenarioClock(zone, start);
        var readings = new ScenarioReadings(clock, faults);
        var actions = new ScenarioActions(clock, packs, patient, faults);
        var expectations = new ScenarioExpectations(clock, packs, faults);
        Pairs("readings", "'KIND every SPAN: values'", readings.Take);
        Lines("actions", actions);
        actions.Close();
        foreach (var (key, value) in Mappings("expect", "'at TIME: RULE WORDS'"))
        {
            expectations.Take(key, value);
        }

        if (expectations.Expectations.Count == 0 && faults.Count == before)
        {
            faults.Add(Find("expect") ?? root, "A scenario that expects nothing tests nothing: say under 'expect' what the rules must make of it.");
        }

        var inputs = Number(readings.Inputs.Concat(actions.Inputs).OrderBy(i => i.At).ThenBy(Rank));
        var end = inputs.Select(i => i.At).Concat(expectations.Expectations.OfType<AlertStands>().Select(e => e.At)).Append(start).Max();
        if (Text("until") is { } until)
        {
            var words = Words.Queue(until);
            if (!clock.TryTake(words, out var last, out var error) || words.Count > 0)
            {
                faults.Add(Find("until")!, error.Length > 0 ? error : $"'{until}' is not a time.");
            }

            end = last > end ? last : end;
        }

        return faults.Count > before ? null : new Scenario
        {
            Title = title!,
            File = file,
            Line = (int)root.Start.Line,
            Packs = packs,
            Patient = patient,
            Clock = clock,
            Inputs = inputs,
            Expectations = expectations.Expectations,
            End = end,
        };
    }

    // At one time a device is put on before it is read, and people act on what was read.
    private static int Rank(ScenarioInput input) => input switch { DeviceIsWorn => 0, ReadingArrives or ReadingIsRefused => 1, _ => 2 };

    // As the journal does: alert ids are made of it, and changed rules judge from there on.
    private static List<ScenarioInput> Number(IEnumerable<ScenarioInput> inputs)
    {
        var position = 0L;
        return
        [
            .. inputs.Select(input =>
            {
                position++;
                switch (input)
                {
                    case ReadingArrives arrives:
                        var reading = arrives.Reading;
                        reading.Position = position;
                        return arrives with { Reading = reading };
                    case ReadingIsRefused refused:
                        return refused with { Position = position };
                    case DeviceIsWorn worn:
                        return worn with { Position = position };
                    default:
                        return input;
                }
            }),
        ];
    }

    private List<RulePack> Packs()
    {
        var packs = new List<RulePack>();
        var named = (Find("pack"), Find("packs")) switch
        {
            (YamlScalarNode one, null) => [one],
            (null, YamlSequenceNode list) => list.Children,
            _ => new List<YamlNode>(),
        };
        if (named.Count == 0)
        {
            faults.Add(root, "Name the pack under test: 'pack: oximetry', or several: 'packs: [oximetry, cgm]'.");
        }

        foreach (var node in named)
        {
            if (known.FirstOrDefault(p => p.Id == (node as YamlScalarNode)?.Value) is { } pack)
            {
                packs.Add(pack);
            }
            else
            {
                faults.Add(node, $"There is no pack '{node}'. Known: {string.Join(", ", known.Select(p => p.Id).Order(StringComparer.Ordinal))}.");
            }
        }

        return packs;
    }

    private void Lines(string key, ScenarioActions actions)
    {
        foreach (var item in Items(key))
        {
            switch (item)
            {
                case YamlScalarNode line:
                    actions.Take(line, refused: false);
                    break;
                case YamlMappingNode { Children: [(YamlScalarNode line, YamlScalarNode { Value: "refused" })] }:
                    actions.Take(line, refused: true);
                    break;
                default:
                    faults.Add(item, "Expected a line like 'at 08:05 acknowledge spo2-low by nurse', or the same with ': refused'.");
                    break;
            }
        }
    }

    private void Pairs(string key, string example, Action<YamlScalarNode, YamlScalarNode> take)
    {
        foreach (var (name, value) in Mappings(key, example))
        {
            if (value is YamlScalarNode { Value: not null } scalar)
            {
                take(name, scalar);
            }
            else
            {
                faults.Add(value, $"Expected {example}.");
            }
        }
    }

    private IEnumerable<(YamlScalarNode Key, YamlNode Value)> Mappings(string key, string example)
    {
        foreach (var item in Items(key))
        {
            if (item is not YamlMappingNode mapping)
            {
                faults.Add(item, $"Expected {example}.");
                continue;
            }

            foreach (var (name, value) in mapping.Children)
            {
                if (name is YamlScalarNode { Value: not null } scalar)
                {
                    yield return (scalar, value);
                }
                else
                {
                    faults.Add(name, $"Expected {example}.");
                }
            }
        }
    }

    private IEnumerable<YamlNode> Items(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlSequenceNode list:
                return list.Children;
            case var other:
                faults.Add(other, $"'{key}' is a list: each line begins with '- '.");
                return [];
        }
    }

    private string? Text(string key, bool required = false)
    {
        switch (Find(key))
        {
            case YamlScalarNode { Value.Length: > 0 } scalar:
                return scalar.Value;
            case null when !required:
                return null;
            case null:
                faults.Add(root, $"'{key}' is missing.");
                return null;
            case var other:
                faults.Add(other, $"'{key}' must be a text.");
                return null;
        }
    }

    private YamlNode? Find(string key) => root.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
}
