using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>
/// Episodes by Battelino et al. 2023 (Lancet Diabetes Endocrinol 11:42): on a grid of 5 minutes one starts with at least 15 minutes beyond the threshold and
/// ends with at least 15 minutes back; a gap of more than 45 minutes breaks it. Between two readings the grid is interpolated; where one of them is beyond
/// the sensor's range or they differ in unit it takes the nearer.
/// </summary>
internal static class GlucoseEpisodes
{
    private const int Run = 3;

    private static readonly long Step = (long)TimeSpan.FromMinutes(5).TotalMilliseconds;
    private static readonly long Gap = (long)TimeSpan.FromMinutes(45).TotalMilliseconds;

    /// <summary>Episodes for which <paramref name="beyond"/> holds, of readings in order of time.</summary>
    public static IReadOnlyList<GlucoseEpisode> Of(IReadOnlyList<GlucoseValue> readings, Func<GlucoseValue, bool> beyond)
    {
        var episodes = new List<GlucoseEpisode>();
        for (var (from, to) = (0, 0); from < readings.Count; from = to)
        {
            for (to = from + 1; to < readings.Count && readings[to].Time.UnixMilliseconds - readings[to - 1].Time.UnixMilliseconds <= Gap; to++)
            {
            }

            Find(readings, from, to, beyond, episodes);
        }

        return episodes;
    }

    private static void Find(IReadOnlyList<GlucoseValue> readings, int from, int to, Func<GlucoseValue, bool> beyond, List<GlucoseEpisode> episodes)
    {
        var (first, last) = (readings[from].Time.UnixMilliseconds, readings[to - 1].Time.UnixMilliseconds);
        var (at, run, back) = (from, 0, 0);
        long? start = null;
        for (var time = first; time <= last; time += Step)
        {
            while (at + 1 < to && readings[at + 1].Time.UnixMilliseconds <= time)
            {
                at++;
            }

            var value = At(readings[at], at + 1 < to ? readings[at + 1] : readings[at], time);
            (run, back) = beyond(value) ? (run + 1, 0) : (0, back + 1);
            if (start is null && run == Run)
            {
                start = time - ((Run - 1) * Step);
            }
            else if (start is { } began && back == Run)
            {
                episodes.Add(new GlucoseEpisode(new Instant(began), new Instant(time - ((Run - 1) * Step))));
                start = null;
            }
        }

        if (start is { } open)
        {
            // Not 15 minutes back before the readings broke off: what was back at the end does not belong to it all the same.
            var end = first + ((((last - first) / Step) + 1 - back) * Step);
            episodes.Add(new GlucoseEpisode(new Instant(open), new Instant(end)));
        }
    }

    private static GlucoseValue At(GlucoseValue before, GlucoseValue after, long time)
    {
        var (from, to) = (before.Time.UnixMilliseconds, after.Time.UnixMilliseconds);
        if (time <= from || to <= from)
        {
            return before;
        }

        if (before.Unit != after.Unit || before.Comparator != Comparator.None || after.Comparator != Comparator.None)
        {
            return time - from <= to - time ? before : after;
        }

        var share = (double)(time - from) / (to - from);
        return before with { Value = before.Value + ((after.Value - before.Value) * share) };
    }
}
