using DevLab.JmesPath;
using Newtonsoft.Json.Linq;

namespace Rpm.Telemetry.Templates;

/// <summary>Makes the expressions of one template: compiled where they are simple, by a library otherwise.</summary>
/// <param name="calculated">Expressions are asked of the message with the match in <c>matchedToken</c>; otherwise of the match.</param>
/// <param name="defaultLanguage">The language of expressions that name none; null = JSONPath.</param>
internal sealed class MappingExpressions(bool calculated, string? defaultLanguage)
{
    // A backtracking pattern of a template must not hold up the door.
    private static readonly JsonSelectSettings Select = new() { RegexMatchTimeout = TimeSpan.FromMilliseconds(50) };

    /// <summary>The type match.</summary>
    /// <exception cref="Exception">The expression is not one of its language.</exception>
    public MappingMatch Match(JToken token)
    {
        var (text, jmesPath) = Parts(token);
        if (!jmesPath)
        {
            var compiled = JsonPathCompiler.Compile(text);
            CheckJsonPath(text);
            return new MappingMatch(text, compiled, root => root.SelectTokens(text, Select));
        }

        var query = JmesPath(text);
        return new MappingMatch(text, null, root => query(root) switch
        {
            null => [],
            JArray several => several,
            var one => [one],
        });
    }

    /// <summary>An expression for a value.</summary>
    /// <exception cref="Exception">The expression is not one of its language.</exception>
    public MappingExpression Value(JToken token)
    {
        var (text, jmesPath) = Parts(token);
        if (!jmesPath)
        {
            return JsonPath(text);
        }

        // A plain dotted name means the same in both languages.
        if (text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') && Simple("$." + text) is { } compiled)
        {
            return compiled;
        }

        return new LibraryExpression(JmesPath(text), Scope) { Text = text };
    }

    /// <summary>A JSONPath for a value.</summary>
    public MappingExpression JsonPath(string path)
    {
        if (Simple(path) is { } compiled)
        {
            return compiled;
        }

        CheckJsonPath(path);
        return new LibraryExpression(token => token.SelectTokens(path, Select).FirstOrDefault(), Scope) { Text = path };
    }

    private LibraryScope Scope => calculated ? LibraryScope.Message : LibraryScope.Match;

    private CompiledExpression? Simple(string path)
    {
        if (JsonPathCompiler.Compile(path) is not { } query)
        {
            return null;
        }

        if (!calculated)
        {
            return new CompiledExpression(query, fromMatch: true) { Text = path };
        }

        if (query.Segments is [{ Kind: JsonPathSegmentKind.Member } first, ..] && first.Name.AsSpan().SequenceEqual("matchedToken"u8))
        {
            return new CompiledExpression(new JsonPathQuery([.. query.Segments.Skip(1)]), fromMatch: true) { Text = path };
        }

        // Something that walks the whole message would find the match twice, as the library does.
        return query.Segments.Any(s => s.Kind == JsonPathSegmentKind.ScanFilter) ? null : new CompiledExpression(query, fromMatch: false) { Text = path };
    }

    private (string Text, bool JmesPath) Parts(JToken token)
    {
        var language = defaultLanguage;
        var text = token is JValue { Value: string plain } ? plain : null;
        if (token is JObject expression)
        {
            text = (string?)expression["value"];
            language = (string?)expression["language"] ?? defaultLanguage;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            throw new FormatException("the expression is empty");
        }

        return language?.ToUpperInvariant() switch
        {
            null or "JSONPATH" => (text, false),
            "JMESPATH" => (text, true),
            _ => throw new FormatException($"{language} is no expression language: JsonPath or JmesPath"),
        };
    }

    // Parsing happens with the first use: used here, a fault is found when the mapping is read.
    private static void CheckJsonPath(string path) => _ = new JObject().SelectTokens(path, Select).FirstOrDefault();

    private static Func<JToken, JToken?> JmesPath(string text)
    {
        var library = new JmesPath();
        MappingFunctions.Register(library.FunctionRepository);
        var parsed = library.Parse(text);

        // Its functions keep the context of the call that they are in.
        var one = new Lock();
        return token =>
        {
            lock (one)
            {
                return parsed.Transform(token).AsJToken();
            }
        };
    }
}
