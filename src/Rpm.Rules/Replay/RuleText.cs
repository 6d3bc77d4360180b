using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Replay;

/// <summary>A rule as its author wrote it, key by key.</summary>
public static class RuleText
{
    private static readonly string[] Elsewhere = ["id", "title"];

    /// <summary>The keys of a rule with their texts, nested ones as <c>clear.when</c>; empty where the pack's text has no such rule.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(string packYaml, string rule)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(packYaml));
        }
        catch (YamlException)
        {
            return [];
        }

        var lines = new List<KeyValuePair<string, string>>();
        if (stream.Documents is [{ RootNode: YamlMappingNode root }] && root.Children.TryGetValue(new YamlScalarNode("rules"), out var rules) && rules is YamlSequenceNode list)
        {
            var found = list.Children.OfType<YamlMappingNode>()
                .FirstOrDefault(r => r.Children.TryGetValue(new YamlScalarNode("id"), out var id) && (id as YamlScalarNode)?.Value == rule);
            if (found is not null)
            {
                Add("", found, lines);
            }
        }

        return lines;
    }

    private static void Add(string prefix, YamlMappingNode mapping, List<KeyValuePair<string, string>> lines)
    {
        foreach (var (key, value) in mapping.Children)
        {
            var name = prefix + key;
            switch (value)
            {
                case YamlMappingNode inner:
                    Add(name + ".", inner, lines);
                    break;
                case YamlSequenceNode list:
                    lines.Add(new(name, string.Join(", ", list.Children)));
                    break;
                case YamlScalarNode { Value: { } text } when !Elsewhere.Contains(name):
                    lines.Add(new(name, text.Trim()));
                    break;
            }
        }
    }
}
