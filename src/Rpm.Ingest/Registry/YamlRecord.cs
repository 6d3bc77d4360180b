using System.Globalization;
using Rpm.Ingest.Settings;
using YamlDotNet.RepresentationModel;

namespace Rpm.Ingest.Registry;

/// <summary>A mapping in a YAML file with known members. What cannot be read, and members that do not exist, become faults with their place.</summary>
internal sealed class YamlRecord
{
    private readonly YamlMappingNode _node;
    private readonly List<RegistryFileFault> _faults;

    public YamlRecord(YamlMappingNode node, string[] members, List<RegistryFileFault> faults)
    {
        (_node, _faults) = (node, faults);
        foreach (var name in node.Children.Keys.OfType<YamlScalarNode>())
        {
            if (!members.Contains(name.Value, StringComparer.Ordinal))
            {
                var near = Suggestion.For(name.Value ?? "", members) is { } word ? $" Did you mean {word}?" : "";
                Fault(name, $"There is no member {name.Value}.{near}");
            }
        }
    }

    /// <summary>Notes a fault at the member, or at the record where it has none of this name.</summary>
    public void Fault(string member, string message) =>
        Fault(Node(member.Split('.')[0]) ?? _node, member.Length == 0 ? message : $"{member}: {message}");

    public string? Text(string member)
    {
        switch (Node(member))
        {
            case null:
            case YamlScalarNode { Value: null or "" or "~" or "null", Style: YamlDotNet.Core.ScalarStyle.Plain }:
                return null;
            case YamlScalarNode scalar:
                return scalar.Value;
            default:
                Fault(member, "It must be a single value.");
                return null;
        }
    }

    public string? Required(string member)
    {
        var text = Text(member);
        if (string.IsNullOrEmpty(text))
        {
            Fault(member, "It is missing.");
        }

        return text;
    }

    public int? Integer(string member)
    {
        if (Text(member) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= short.MaxValue)
        {
            return value;
        }

        Fault(member, "It must be a whole number.");
        return null;
    }

    public bool Flag(string member)
    {
        switch (Text(member))
        {
            case null or "false":
                return false;
            case "true":
                return true;
            default:
                Fault(member, "It must be true or false.");
                return false;
        }
    }

    public IReadOnlyList<string> Texts(string member)
    {
        switch (Node(member))
        {
            case null:
                return [];
            case YamlSequenceNode list when list.Children.All(c => c is YamlScalarNode { Value: not null }):
                return [.. list.Children.Cast<YamlScalarNode>().Select(c => c.Value!)];
            default:
                Fault(member, "It must be a list, like [diabetes, copd].");
                return [];
        }
    }

    public YamlRecord? Record(string member, string[] members)
    {
        switch (Node(member))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new YamlRecord(mapping, members, _faults);
            default:
                Fault(member, $"It must have {string.Join(", ", members)}.");
                return null;
        }
    }

    public IEnumerable<YamlRecord> Records(string member, string[] members)
    {
        var node = Node(member);
        if (node is null or YamlScalarNode { Value: null or "" })
        {
            yield break;
        }

        if (node is not YamlSequenceNode list)
        {
            Fault(member, "It must be a list.");
            yield break;
        }

        foreach (var item in list.Children)
        {
            if (item is YamlMappingNode mapping)
            {
                yield return new YamlRecord(mapping, members, _faults);
            }
            else
            {
                Fault(item, $"Each of the {member} must have members such as {members[0]}.");
            }
        }
    }

    private YamlNode? Node(string member) => _node.Children.TryGetValue(new YamlScalarNode(member), out var node) ? node : null;

    private void Fault(YamlNode node, string message) => _faults.Add(new((int)node.Start.Line, (int)node.Start.Column, message));
}
