using System.Globalization;
using System.Text;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>
/// A <see cref="SeriesQuery"/> as SQL. Only numbers reach the text. Every condition stands on both tables' own scans, so
/// that blocks outside the wanted devices and times are skipped unread.
/// </summary>
internal static class SeriesSql
{
    private const string Identity = "r.device = w.device AND r.kind = w.kind AND r.time = w.time AND r.ordinal = w.ordinal";

    /// <summary>Whole readings in the asked order, or null where nothing can match.</summary>
    public static string? Read(SeriesQuery query, KeyTable<string> devices) =>
        From(query, devices, "") is { } from
            ? $"SELECT r.*, w.since, w.reason, w.actor {from} {Order(query)}"
            : null;

    /// <summary>How many match, or null where nothing can.</summary>
    public static string? Count(SeriesQuery query, KeyTable<string> devices) =>
        From(query, devices, "") is { } from ? $"SELECT count(*) {from}" : null;

    /// <summary>Time, kind, device, shape and digits of the readings that may enter statistics; null where nothing can match.</summary>
    public static string? Values(SeriesQuery query, KeyTable<string> devices, IReadOnlyList<int> shapes) =>
        shapes.Count > 0
        && From(query with { IncludeWithdrawn = false }, devices, $" AND shape IN ({Join(shapes)}) AND quality & {(int)Statistics.Barred} = 0") is { } from
            ? $"SELECT r.time, r.kind, r.device, r.shape, r.m0, r.m1, r.m2, r.m3 {from} {Order(query)}"
            : null;

    /// <summary>What <see cref="SeriesRows.Sample"/> reads, in the asked order; null where nothing can match.</summary>
    public static string? Samples(SeriesQuery query, KeyTable<string> devices) =>
        From(query, devices, "") is { } from
            ? $"SELECT r.time, r.received, r.device, r.kind, r.usr, r.ordinal, r.quality, r.flags, r.shape, r.m0, r.m1, r.m2, r.m3, w.since, w.reason, w.actor {from} {Order(query)}"
            : null;

    /// <summary>Device, newest time and newest receipt of each device; null where nothing can match.</summary>
    public static string? LastSeen(SeriesQuery query, KeyTable<string> devices) =>
        From(query, devices, "") is { } from ? $"SELECT r.device, max(r.time), max(r.received) {from} GROUP BY r.device" : null;

    /// <summary>The quarters of an hour, counted from the Unix epoch, that hold an automatic measurement; null where nothing can match.</summary>
    public static string? Quarters(SeriesQuery query, KeyTable<string> devices) =>
        From(query, devices, $" AND kind <> {(int)Kind.Status} AND quality & {(int)Statistics.Barred} = 0 AND flags & {(int)ReadingFlags.Manual} = 0") is { } from
            ? $"SELECT DISTINCT r.time // 900000 {from}"
            : null;

    /// <summary>Whole readings of one device under a further condition, oldest first, withdrawn ones too.</summary>
    public static string OfDevice(int device, string condition) =>
        $"""
        SELECT r.*, w.since, w.reason, w.actor
        FROM {Rows($"device = {device} AND {condition}")} r LEFT JOIN withdrawals w ON {Identity}
        ORDER BY r.time, r.kind, r.ordinal
        """;

    /// <summary>The condition of the rows that an enrolment holds.</summary>
    public static string Of(int device, Enrolment enrolment) => string.Create(
        CultureInfo.InvariantCulture, $"device = {device}{Range(enrolment.From, enrolment.To)}{(enrolment.User is { } user ? $" AND usr = {user}" : "")}");

    /// <summary>Whole readings by journal position, ascending, withdrawn ones too.</summary>
    public static string Positions(long after, long upTo, int take)
    {
        var filter = string.Create(CultureInfo.InvariantCulture, $"position > {after} AND position <= {upTo}");
        return $"""
            SELECT r.*, w.since, w.reason, w.actor
            FROM {Rows(filter)} r LEFT JOIN withdrawals w ON {Identity}
            ORDER BY r.position LIMIT {take}
            """;
    }

    private static string? From(SeriesQuery query, KeyTable<string> devices, string more)
    {
        if (Filter(query, devices) is not { } filter)
        {
            return null;
        }

        filter += more;
        var rows = Rows(filter);
        if (query.UpdatedFrom is { } updated)
        {
            var ms = updated.UnixMilliseconds;
            rows = Rows($"{filter} AND received >= {ms}");
            if (query.IncludeWithdrawn)
            {
                rows = $"(SELECT * FROM {rows} UNION ALL SELECT r.* FROM {Rows($"{filter} AND received < {ms}")} r SEMI JOIN (SELECT * FROM withdrawals WHERE since >= {ms}) w ON {Identity})";
            }
        }

        var names = OneDevice(query) ? "" : " JOIN devices d ON d.key = r.device";
        var withdrawn = query.IncludeWithdrawn ? "" : " WHERE w.since IS NULL";
        return $"FROM {rows} r{names} LEFT JOIN withdrawals w ON {Identity}{withdrawn}";
    }

    private static string Rows(string filter) =>
        $"(SELECT {SeriesSchema.Columns} FROM history WHERE {filter} UNION ALL SELECT {SeriesSchema.Columns} FROM pending WHERE {filter} UNION ALL SELECT {SeriesSchema.Columns} FROM recent WHERE {filter})";

    private static string? Filter(SeriesQuery query, KeyTable<string> devices)
    {
        var (from, to) = (query.From, query.To);
        var text = new StringBuilder();
        if (query.Slices is { } slices)
        {
            var known = new List<int>();
            var (earliest, latest) = (Instant.Max, Instant.Min);
            foreach (var slice in slices)
            {
                var start = slice.From > query.From ? slice.From : query.From;
                var end = slice.To < query.To ? slice.To : query.To;
                if (start >= end || !devices.TryGet(slice.Device, out var key))
                {
                    continue;
                }

                text.Append(known.Count == 0 ? " AND (" : " OR ");
                text.Append(CultureInfo.InvariantCulture, $"(device = {key}{Range(start, end)}");
                text.Append(slice.User is { } user ? string.Create(CultureInfo.InvariantCulture, $" AND usr = {user})") : ")");
                known.Add(key);
                earliest = start < earliest ? start : earliest;
                latest = end > latest ? end : latest;
            }

            if (known.Count == 0)
            {
                return null;
            }

            // The two conditions that DuckDB can hold against a block's minimum and maximum; the alternatives above are exact.
            text.Append(known.Count == 1 ? ")" : $") AND device IN ({Join(known.Distinct())})");
            (from, to) = (earliest, latest);
        }

        if (query.Kinds is { } kinds)
        {
            if (kinds.Count == 0)
            {
                return null;
            }

            text.Append(CultureInfo.InvariantCulture, $" AND kind IN ({Join(kinds.Select(k => (int)k))})");
        }

        return from < to ? "true" + Range(from, to) + text : null;
    }

    // Instants that stand for "open" lie beyond every stored time; leaving them out keeps the scan's filter simple.
    private static string Range(Instant from, Instant to) =>
        (from == Instant.Min ? "" : string.Create(CultureInfo.InvariantCulture, $" AND time >= {Literal(from)}"))
        + (to == Instant.Max ? "" : string.Create(CultureInfo.InvariantCulture, $" AND time < {Literal(to)}"));

    // The smallest BIGINT has no literal of its own: its digits without the sign are too large.
    private static string Literal(Instant time) =>
        time == Instant.Min ? "(-9223372036854775807 - 1)" : time.UnixMilliseconds.ToString(CultureInfo.InvariantCulture);

    private static string Order(SeriesQuery query)
    {
        var names = OneDevice(query) ? "" : " d.name,";
        var order = $"ORDER BY r.time{(query.Descending ? " DESC" : "")},{names} r.kind, r.ordinal";
        return (query.Take, query.Skip) switch
        {
            (null, 0) => order,
            (null, var skip) => string.Create(CultureInfo.InvariantCulture, $"{order} OFFSET {skip}"),
            ({ } take, var skip) => string.Create(CultureInfo.InvariantCulture, $"{order} LIMIT {take} OFFSET {skip}"),
        };
    }

    private static bool OneDevice(SeriesQuery query) =>
        query.Slices is { Count: > 0 } slices && slices.All(s => s.Device == slices[0].Device);

    private static string Join(IEnumerable<int> numbers) => string.Join(", ", numbers);
}
