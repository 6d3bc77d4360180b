using Rpm.Telemetry;

namespace Rpm.Dashboard.Charts;

/// <summary>
/// Fewer points that look the same: of every stretch of time the lowest and the highest stay, and gaps stay gaps.
/// <para>What holds, for points in order of time: nothing is made up (each kept point is one of the given, in order); the first and last point and every gap's
/// edges are kept; the stretches are of equal length, and of the points of one stretch between two gaps the lowest and the highest are kept, so every breach of a limit
/// stays visible; at most <c>most</c> points are kept. Where there are more gaps than that allows, the longest stay: with 600 points any gap longer than 1/76 of the span.</para>
/// </summary>
/// <remarks>Lowest and highest rather than "largest triangle": that method may drop the one value a clinician looks for.</remarks>
public static class Downsampling
{
    /// <summary>Most points of a chart.</summary>
    public const int Most = 600;

    private const int LeastMost = 24;

    /// <summary>The kept points, parted by gaps.</summary>
    /// <param name="points">In order of time.</param>
    /// <param name="gap">Points further apart than this are not joined.</param>
    /// <param name="most">At least 24.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is below 24.</exception>
    public static IReadOnlyList<IReadOnlyList<ChartPoint>> Keep(IReadOnlyList<ChartPoint> points, TimeSpan gap, int most = Most)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, LeastMost);
        if (points.Count == 0)
        {
            return [];
        }

        var ends = points.Any(p => p.Low is not null) ? 2 : 1;
        var segments = Segments(points, gap, points.Count <= most ? points.Count : most / (4 * (ends + 1)));
        if (points.Count <= most)
        {
            return [.. segments.Select(s => (IReadOnlyList<ChartPoint>)[.. points.Skip(s.From).Take(s.To - s.From)])];
        }

        // Edges take two points a segment, each stretch of a segment two for each end of the range.
        var stretches = ((most - (2 * segments.Count)) / (2 * ends)) - segments.Count + 1;
        var (start, span) = (points[0].Time.UnixMilliseconds, points[^1].Time.UnixMilliseconds - points[0].Time.UnixMilliseconds + 1);
        return [.. segments.Select(s => Thin(points, s.From, s.To, i => (points[i].Time.UnixMilliseconds - start) * stretches / span))];
    }

    /// <summary>Index ranges between the longest gaps.</summary>
    private static List<(int From, int To)> Segments(IReadOnlyList<ChartPoint> points, TimeSpan gap, int mostGaps)
    {
        var breaks = Enumerable.Range(1, points.Count - 1)
            .Where(i => points[i].Time - points[i - 1].Time > gap)
            .OrderByDescending(i => points[i].Time - points[i - 1].Time).ThenBy(i => i).Take(mostGaps).Order();
        var segments = new List<(int, int)>();
        var from = 0;
        foreach (var to in breaks.Append(points.Count))
        {
            segments.Add((from, to));
            from = to;
        }

        return segments;
    }

    private static List<ChartPoint> Thin(IReadOnlyList<ChartPoint> points, int from, int to, Func<int, long> stretchOf)
    {
        var kept = new SortedSet<int> { from, to - 1 };
        for (var start = from; start < to;)
        {
            var stretch = stretchOf(start);
            var (top, bottom, lowTop, lowBottom) = (start, start, start, start);
            var at = start;
            for (; at < to && stretchOf(at) == stretch; at++)
            {
                top = points[at].Value > points[top].Value ? at : top;
                bottom = points[at].Value < points[bottom].Value ? at : bottom;
                lowTop = points[at].Low > points[lowTop].Low ? at : lowTop;
                lowBottom = points[at].Low < points[lowBottom].Low ? at : lowBottom;
            }

            kept.Add(top);
            kept.Add(bottom);
            if (points[start].Low is not null)
            {
                kept.Add(lowTop);
                kept.Add(lowBottom);
            }

            start = at;
        }

        return [.. kept.Select(i => points[i])];
    }
}
