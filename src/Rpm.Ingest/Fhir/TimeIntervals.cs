using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>A set of points in time as disjoint half-open intervals in order; what a FHIR date search means.</summary>
internal sealed class TimeIntervals
{
    public static readonly TimeIntervals All = new([(Instant.Min, Instant.Max)]);

    private readonly IReadOnlyList<(Instant From, Instant To)> _parts;

    private TimeIntervals(IReadOnlyList<(Instant From, Instant To)> parts) => _parts = parts;

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>Start of the first interval, inclusive.</summary>
    public Instant From => _parts[0].From;

    /// <summary>End of the last interval, exclusive.</summary>
    public Instant To => _parts[^1].To;

    /// <summary>Whether every point between <see cref="From"/> and <see cref="To"/> is in it.</summary>
    public bool IsOne => _parts.Count == 1;

    public bool Contains(Instant time)
    {
        foreach (var (from, to) in _parts)
        {
            if (from <= time && time < to)
            {
                return true;
            }
        }

        return false;
    }

    public TimeIntervals Intersect(TimeIntervals other) => new(
        [.. from a in _parts from b in other._parts let part = (From: Max(a.From, b.From), To: Min(a.To, b.To)) where part.From < part.To orderby part.From select part]);

    public TimeIntervals Union(TimeIntervals other)
    {
        var parts = new List<(Instant From, Instant To)>();
        foreach (var part in _parts.Concat(other._parts).OrderBy(p => p.From))
        {
            if (parts.Count > 0 && part.From <= parts[^1].To)
            {
                parts[^1] = (parts[^1].From, Max(parts[^1].To, part.To));
            }
            else
            {
                parts.Add(part);
            }
        }

        return new TimeIntervals(parts);
    }

    /// <summary>
    /// The points a search value asks for: a prefix (eq ne gt lt ge le sa eb; none = eq) and a FHIR dateTime of any precision.
    /// A value without a zone is UTC. False for anything else (ap is not supported).
    /// </summary>
    public static bool TryParse(string value, out TimeIntervals intervals)
    {
        intervals = All;
        var prefix = value.Length > 2 && char.IsAsciiLetterLower(value[0]) ? value[..2] : "";
        if (!TryParseRange(value[prefix.Length..], out var from, out var to))
        {
            return false;
        }

        (Instant, Instant)[]? parts = prefix switch
        {
            "" or "eq" => [(from, to)],
            "ne" => [(Instant.Min, from), (to, Instant.Max)],
            "gt" or "sa" => [(to, Instant.Max)],
            "lt" or "eb" => [(Instant.Min, from)],
            "ge" => [(from, Instant.Max)],
            "le" => [(Instant.Min, to)],
            _ => null,
        };
        intervals = new TimeIntervals(parts ?? []);
        return parts is not null;
    }

    private static bool TryParseRange(string text, out Instant from, out Instant to)
    {
        (from, to) = (default, default);
        // A '+' that was not percent-encoded arrives as a space.
        if (text.Length > 6 && text[^6] == ' ')
        {
            text = $"{text[..^6]}+{text[^5..]}";
        }

        foreach (var (format, next) in Formats)
        {
            if (DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var start) && start.Year < 9999)
            {
                (from, to) = (Instant.From(start), Instant.From(next(start)));
                return true;
            }
        }

        return false;
    }

    private static readonly (string Format, Func<DateTimeOffset, DateTimeOffset> Next)[] Formats =
    [
        ("yyyy", t => t.AddYears(1)),
        ("yyyy-MM", t => t.AddMonths(1)),
        ("yyyy-MM-dd", t => t.AddDays(1)),
        ("yyyy-MM-dd'T'HH:mm", t => t.AddMinutes(1)),
        ("yyyy-MM-dd'T'HH:mmK", t => t.AddMinutes(1)),
        ("yyyy-MM-dd'T'HH:mm:ss", t => t.AddSeconds(1)),
        ("yyyy-MM-dd'T'HH:mm:ssK", t => t.AddSeconds(1)),
        ("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", t => t.AddMilliseconds(1)),
        ("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", t => t.AddMilliseconds(1)),
    ];

    private static Instant Max(Instant a, Instant b) => a > b ? a : b;

    private static Instant Min(Instant a, Instant b) => a < b ? a : b;
}
