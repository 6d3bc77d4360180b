using System.Text;
using System.Text.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>
/// Compiles the JSONPaths that mappings are mostly made of: <c>$.a.b[0]['c']</c>, <c>$.a[*]</c>, <c>$.a[?(@.b == 'x')].c</c>,
/// <c>$..[?(@a &amp;&amp; @.b.c)]</c>. Of everything else it says that it is not of this kind.
/// </summary>
internal ref struct JsonPathCompiler
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private JsonPathCompiler(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The compiled path, or null where the path is not of the simple kind.</summary>
    public static JsonPathQuery? Compile(string path)
    {
        var compiler = new JsonPathCompiler(path.AsSpan().Trim());
        if (!compiler.Take('$'))
        {
            return null;
        }

        var query = compiler.Path(filters: true);
        return query is not null && compiler._at == compiler._text.Length ? query : null;
    }

    private readonly bool Ended => _at == _text.Length;

    private JsonPathQuery? Path(bool filters)
    {
        var segments = new List<JsonPathSegment>();
        while (!Ended && Peek is '.' or '[')
        {
            if (Segment(filters) is not { } segment)
            {
                return null;
            }

            segments.Add(segment);
        }

        return new JsonPathQuery(segments);
    }

    private readonly char Peek => Ended ? '\0' : _text[_at];

    private JsonPathSegment? Segment(bool filters)
    {
        if (Take('['))
        {
            return Bracket(filters, scan: false);
        }

        _at++; // the point
        if (Take('.'))
        {
            return filters && Take('[') && Peek == '?' ? Bracket(filters, scan: true) : null;
        }

        return Name() is { } name ? new(JsonPathSegmentKind.Member, name, 0, null) : null;
    }

    private JsonPathSegment? Bracket(bool filters, bool scan)
    {
        if (Take('?'))
        {
            if (!filters || !Take('(') || Filter() is not { } filter || !Take(')') || !Take(']'))
            {
                return null;
            }

            return new(scan ? JsonPathSegmentKind.ScanFilter : JsonPathSegmentKind.Filter, [], 0, filter);
        }

        if (Take('*'))
        {
            return filters && Take(']') ? new(JsonPathSegmentKind.Elements, [], 0, null) : null;
        }

        if (Peek is '\'' or '"')
        {
            return Quoted() is { } name && Take(']') ? new(JsonPathSegmentKind.Member, name, 0, null) : null;
        }

        var start = _at;
        while (char.IsAsciiDigit(Peek))
        {
            _at++;
        }

        return int.TryParse(_text[start.._at], out var index) && Take(']') ? new(JsonPathSegmentKind.Element, [], index, null) : null;
    }

    private JsonPathFilter? Filter()
    {
        var any = new List<IReadOnlyList<JsonPathTerm>>();
        var all = new List<JsonPathTerm>();
        while (true)
        {
            Space();
            if (Term() is not { } term)
            {
                return null;
            }

            all.Add(term);
            Space();
            if (Take('&'))
            {
                if (!Take('&'))
                {
                    return null;
                }
            }
            else if (Take('|'))
            {
                if (!Take('|'))
                {
                    return null;
                }

                any.Add(all);
                all = [];
            }
            else
            {
                any.Add(all);

                // The library binds both alike, from the left, where they are mixed without parentheses.
                return any.Count > 1 && any.Any(terms => terms.Count > 1) ? null : new JsonPathFilter(any);
            }
        }
    }

    private JsonPathTerm? Term()
    {
        if (!Take('@'))
        {
            return null;
        }

        // @name is read as @.name.
        var first = Peek is '.' or '[' ? null : Name();
        if (Peek is not ('.' or '[') && first is null)
        {
            return null;
        }

        if (Path(filters: true) is not { } rest || rest.Segments.Any(s => s.Kind == JsonPathSegmentKind.ScanFilter))
        {
            return null;
        }

        var path = first is null ? rest : new JsonPathQuery([new(JsonPathSegmentKind.Member, first, 0, null), .. rest.Segments]);
        Space();
        if (!Take('='))
        {
            return Peek is '&' or '|' or ')' ? new JsonPathTerm(path, JsonTokenType.None, []) : null;
        }

        if (!Take('='))
        {
            return null;
        }

        Space();
        return Literal(path);
    }

    private JsonPathTerm? Literal(JsonPathQuery path)
    {
        if (Peek is '\'' or '"')
        {
            return Quoted() is { } text ? new(path, JsonTokenType.String, text) : null;
        }

        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek) || Peek is '-' or '.')
        {
            _at++;
        }

        var word = _text[start.._at];
        var digits = Encoding.UTF8.GetBytes(word.ToString());
        return word switch
        {
            "true" => new(path, JsonTokenType.True, []),
            "false" => new(path, JsonTokenType.False, []),
            _ => ExactNumber.TryParse(digits, out _, out _) ? new(path, JsonTokenType.Number, digits) : null,
        };
    }

    private byte[]? Name()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek) || Peek is '_' or '-')
        {
            _at++;
        }

        return _at == start ? null : Encoding.UTF8.GetBytes(_text[start.._at].ToString());
    }

    private byte[]? Quoted()
    {
        var quote = _text[_at++];
        var start = _at;
        while (!Ended && Peek != quote)
        {
            if (_text[_at++] == '\\')
            {
                return null;
            }
        }

        if (Ended)
        {
            return null;
        }

        var text = Encoding.UTF8.GetBytes(_text[start.._at].ToString());
        _at++;
        return text;
    }

    private void Space()
    {
        while (Peek == ' ')
        {
            _at++;
        }
    }

    private bool Take(char c)
    {
        if (Peek != c || Ended)
        {
            return false;
        }

        _at++;
        return true;
    }
}
