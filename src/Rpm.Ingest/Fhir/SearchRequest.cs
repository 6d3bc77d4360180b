using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// A parsed search. R4 lets a server ignore a parameter it does not know; dropping a filter silently would show a reader more
/// than was asked for, so an ignored parameter is named in the answer, and with <c>Prefer: handling=strict</c> it is a 400.
/// An unknown modifier is a 400 always, as R4 demands.
/// </summary>
internal sealed class SearchRequest
{
    public const int DefaultCount = 100;
    public const int MaxCount = 1000;

    private readonly Dictionary<string, List<IReadOnlyList<string>>> _values = new(StringComparer.Ordinal);
    private readonly List<string> _ignored = [];
    private readonly List<KeyValuePair<string, string>> _self = [];

    private SearchRequest()
    {
    }

    /// <summary>Resources per page; 0 = only the total.</summary>
    public int Count { get; private set; } = DefaultCount;

    /// <summary>Oldest first; the default is newest first.</summary>
    public bool Ascending { get; private set; }

    /// <summary>Whether the total must be exact whatever it costs.</summary>
    public bool AccurateTotal { get; private set; }

    /// <summary>Where to go on, as a page link of ours said.</summary>
    public string? Page { get; private set; }

    /// <summary>Parameters that were not applied, for the answer's OperationOutcome.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    /// <summary>What was applied, for the self link.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Self => _self;

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The values of a parameter: all of the lists must match, each by any of its members. Empty = not asked for.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Of(string name) => _values.TryGetValue(name, out var values) ? values : [];

    /// <summary>Whether a coded element with these codings passes a token parameter.</summary>
    public bool Passes(string name, Func<TokenFilter, bool> matches) =>
        Of(name).All(any => any.Any(value => matches(TokenFilter.Parse(value))));

    /// <summary>The identifiers a reference parameter asks for; null = not asked for, empty = none can match.</summary>
    public IReadOnlySet<string>? References(string name, string type)
    {
        HashSet<string>? found = null;
        foreach (var any in Of(name))
        {
            var ids = any.Select(v => IdOf(v, type)).OfType<string>();
            found = found is null ? [.. ids] : [.. found.Intersect(ids)];
        }

        return found;
    }

    /// <summary>The times a date parameter asks for.</summary>
    public TimeIntervals Times(string name)
    {
        var times = TimeIntervals.All;
        foreach (var any in Of(name))
        {
            TimeIntervals? alternatives = null;
            foreach (var value in any)
            {
                if (TimeIntervals.TryParse(value, out var one))
                {
                    alternatives = alternatives is null ? one : alternatives.Union(one);
                }
            }

            times = times.Intersect(alternatives ?? TimeIntervals.All);
        }

        return times;
    }

    /// <summary>Parses query (and form) parameters for a resource; a fault where it cannot be answered.</summary>
    public static (SearchRequest? Request, FhirFault? Fault) Parse(
        IEnumerable<KeyValuePair<string, StringValues>> query, IReadOnlyList<FhirParameter> supported, bool strict)
    {
        var request = new SearchRequest();
        foreach (var (key, values) in query)
        {
            foreach (var value in values)
            {
                if (request.Take(key, value ?? "", supported, strict) is { } fault)
                {
                    return (null, fault);
                }
            }
        }

        return (request, null);
    }

    private FhirFault? Take(string key, string value, IReadOnlyList<FhirParameter> supported, bool strict)
    {
        switch (key)
        {
            case "_format" or "_pretty":
                return null;
            case "_page":
                Page = value;
                return null;
            case "_count":
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                {
                    return FhirFault.Invalid("_count must be a number of 0 or more.");
                }

                Count = Math.Min(count, MaxCount);
                break;
            case "_summary" when value is "count":
                Count = 0;
                break;
            case "_summary" when value is "false":
                break;
            case "_total" when value is "none" or "estimate" or "accurate":
                AccurateTotal = value == "accurate";
                break;
            case "_sort" when value is "date" or "-date":
                Ascending = value == "date";
                break;
            default:
                return Filter(key, value, supported, strict);
        }

        _self.Add(new(key, value));
        return null;
    }

    private FhirFault? Filter(string key, string value, IReadOnlyList<FhirParameter> supported, bool strict)
    {
        var name = key;
        var cut = key.AsSpan().IndexOfAny(':', '.');
        if (cut > 0 && supported.Any(p => p.Name == key[..cut]))
        {
            // A type modifier says what the reference is anyway; every other changes the meaning.
            if (key[cut..] is not (":Patient" or ":Device"))
            {
                return FhirFault.NotSupported($"The modifier or chain of '{key}' is not supported.");
            }

            name = key[..cut];
        }

        if (supported.FirstOrDefault(p => p.Name == name) is not { } parameter)
        {
            if (strict)
            {
                return FhirFault.NotSupported($"The search parameter '{key}' (or its value) is not supported.");
            }

            _ignored.Add(key);
            return null;
        }

        if (value.Length == 0)
        {
            return FhirFault.Invalid($"'{key}' has no value.");
        }

        var alternatives = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (alternatives.Length == 0 || (parameter.Type == "date" && !alternatives.All(v => TimeIntervals.TryParse(v, out _))))
        {
            return FhirFault.Invalid($"'{key}' needs a FHIR date or dateTime, with one of the prefixes eq ne gt lt ge le sa eb or none.");
        }

        if (!_values.TryGetValue(name, out var lists))
        {
            _values[name] = lists = [];
        }

        lists.Add(alternatives);
        _self.Add(new(key, value));
        return null;
    }

    private static string? IdOf(string reference, string type)
    {
        var slash = reference.LastIndexOf('/');
        if (slash < 0)
        {
            return reference;
        }

        var before = reference.AsSpan(0, slash);
        return before.SequenceEqual(type) || before.EndsWith($"/{type}", StringComparison.Ordinal) ? reference[(slash + 1)..] : null;
    }
}
