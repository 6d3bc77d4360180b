using System.Globalization;
using Rpm.Rules.Language;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Rpm.Rules.Packs;

/// <summary>One mapping of a pack: reads its keys, notes what is missing or malformed, and at the end what nobody asked for.</summary>
internal sealed class YamlSection(YamlMappingNode node, FaultList faults)
{
    private readonly HashSet<string> _asked = [];

    public YamlMappingNode Node => node;

    public FaultList Faults => faults;

    /// <summary>The scalar of a key, or null.</summary>
    public YamlScalarNode? Scalar(string key, bool required = false)
    {
        switch (Find(key))
        {
            case YamlScalarNode { Value.Length: > 0 } scalar:
                return scalar;
            case null:
                if (required)
                {
                    faults.Add(node, $"'{key}' is missing.");
                }

                return null;
            case var other:
                faults.Add(other, $"'{key}' must be a text.");
                return null;
        }
    }

    public string Text(string key) => Scalar(key, required: true)?.Value?.Trim() ?? "";

    public string? OptionalText(string key) => Scalar(key)?.Value?.Trim();

    public string Name(string key)
    {
        var scalar = Scalar(key, required: true);
        if (scalar is not null && !IsName(scalar.Value!))
        {
            faults.Add(scalar, $"'{scalar.Value}' is not a name: letters, digits and '-', beginning with a letter.");
        }

        return scalar?.Value ?? "";
    }

    public bool Flag(string key)
    {
        var scalar = Scalar(key);
        if (scalar is not null && scalar.Value is not ("true" or "false"))
        {
            faults.Add(scalar, $"'{key}' is true or false.");
        }

        return scalar?.Value == "true";
    }

    public TimeSpan? Span(string key, bool required = false)
    {
        if (Scalar(key, required) is not { } scalar)
        {
            return null;
        }

        if (Durations.TryParse(scalar.Value!, out var span))
        {
            return span;
        }

        faults.Add(scalar, $"'{scalar.Value}' is not a span, for example '15 s', '20 min', '4 h' or '1 d'.");
        return null;
    }

    /// <summary>A number of readings, <c>3</c> or <c>3 of 5</c>; (1, 0) where the key is absent.</summary>
    public (int Readings, int Of) CountOf(string key)
    {
        if (Scalar(key) is not { } scalar)
        {
            return (1, 0);
        }

        var words = scalar.Value!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case [var one] when IsCount(one, out var count):
                return (count, 0);
            case [var some, "of", var all] when IsCount(some, out var count) && IsCount(all, out var of) && count <= of:
                return (count, of);
            default:
                faults.Add(scalar, $"'{key}' is a number from 1 to 50, or for example '3 of 5'.");
                return (1, 0);
        }
    }

    /// <summary>One of a few words; the first where the key is absent.</summary>
    public T Word<T>(string key, bool required, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (Scalar(key, required) is not { } scalar)
        {
            return words[0].Value;
        }

        var known = new List<string>();
        foreach (var (word, value) in words)
        {
            if (scalar.Value == word)
            {
                return value;
            }

            known.Add(word);
        }

        faults.Add(scalar, $"'{key}' is one of {string.Join(", ", known)}.");
        return words[0].Value;
    }

    /// <summary>A condition; null where it is absent or malformed.</summary>
    public (Expression Expression, YamlScalarNode Node)? Condition(string key, bool required = false)
    {
        if (Scalar(key, required) is not { } scalar)
        {
            return null;
        }

        if (ConditionParser.TryParse(scalar.Value!, out var expression, out var error, out var offset))
        {
            return (expression, scalar);
        }

        faults.Add(scalar, error, Shift(scalar, offset));
        return null;
    }

    /// <summary>A section below a key, or null.</summary>
    public YamlSection? Child(string key)
    {
        switch (Find(key))
        {
            case YamlMappingNode mapping:
                return new YamlSection(mapping, faults);
            case null:
                return null;
            case var other:
                faults.Add(other, $"'{key}' must be a mapping.");
                return null;
        }
    }

    /// <summary>One name or a list of names; empty where the key is absent.</summary>
    public IReadOnlyList<YamlScalarNode> NameOrNames(string key)
    {
        switch (Find(key))
        {
            case YamlSequenceNode list:
                return [.. list.Children.OfType<YamlScalarNode>()];
            case null:
                return [];
            default:
                return Scalar(key) is { } one ? [one] : [];
        }
    }

    public IReadOnlyList<string> Names(string key)
    {
        if (Find(key) is not YamlSequenceNode list)
        {
            if (Find(key) is { } other)
            {
                faults.Add(other, $"'{key}' must be a list.");
            }

            return [];
        }

        return [.. list.Children.OfType<YamlScalarNode>().Select(s => s.Value ?? "")];
    }

    public IEnumerable<(YamlScalarNode Name, YamlSection Section)> Entries(string key)
    {
        if (Child(key) is not { } child)
        {
            yield break;
        }

        foreach (var (name, value) in child.Node.Children)
        {
            if (name is YamlScalarNode scalar && value is YamlMappingNode mapping)
            {
                yield return (scalar, new YamlSection(mapping, faults));
            }
            else
            {
                faults.Add(value, "Expected a mapping.");
            }
        }
    }

    public IEnumerable<YamlSection> Items(string key)
    {
        var list = Find(key) as YamlSequenceNode;
        if (list is null || list.Children.Count == 0)
        {
            faults.Add(Find(key) ?? node, $"'{key}' must be a list with at least one element.");
            yield break;
        }

        foreach (var item in list.Children)
        {
            if (item is YamlMappingNode mapping)
            {
                yield return new YamlSection(mapping, faults);
            }
            else
            {
                faults.Add(item, "Expected a mapping.");
            }
        }
    }

    /// <summary>Notes every key that nothing asked for: a misspelt one must not be ignored.</summary>
    public void Close()
    {
        foreach (var (key, _) in node.Children)
        {
            if (key is not YamlScalarNode scalar || !_asked.Contains(scalar.Value ?? ""))
            {
                faults.Add(key, $"'{key}' is not known here. Known: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    /// <summary>Columns from a scalar's start to an offset in its value, where both stand on one line.</summary>
    public static int Shift(YamlScalarNode scalar, int offset) =>
        scalar.Start.Line != scalar.End.Line ? 0 : scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted ? offset + 1 : offset;

    private static bool IsCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= 50;

    private static bool IsName(string text) =>
        text.Length <= 64 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private YamlNode? Find(string key)
    {
        _asked.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }
}
