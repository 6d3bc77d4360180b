using Rpm.Rules.Language;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// The stream of partial NEWS2 scores of a patient, one with each reading of a part, from the newest readings of all devices that are at
/// most half an hour old. A part that is missing is never zero, and no score reassures: a lower one clears nothing.
/// </summary>
internal static class Scores
{
    /// <summary>Parts no older than this make a score (facts of the pack: NEWS2 is about one moment).</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(30);

    /// <summary>NEWS2 is for persons of sixteen years and older, and not in pregnancy (Royal College of Physicians 2017).</summary>
    private const int LeastAge = 16;

    /// <summary>A reading of a scored kind was taken into its series: score the moment it was measured.</summary>
    public static void Follow(in Turn turn, Series source, in Sample sample)
    {
        if (!Usable(sample) || turn.Plan.Traits.Pregnant || !turn.Plan.Traits.IsAtLeast(LeastAge, sample.Time))
        {
            return;
        }

        var rescored = false;
        var series = turn.State.SeriesOf(turn, "", Streams.Scores, source.Test);
        for (var i = 0; i < series.Count; i++)
        {
            ref var later = ref series[i];
            if (later.Time > sample.Time && later.Time - sample.Time <= Freshness)
            {
                var before = later.Score;
                Score(turn, source.Test, ref later);
                rescored |= later.Score != before;
            }
        }

        var scored = new Sample
        {
            Time = sample.Time,
            Received = sample.Received,
            Position = sample.Position,
            Ordinal = sample.Ordinal,
            Late = sample.Late,
            Paused = sample.Paused,
        };
        Score(turn, source.Test, ref scored);
        if (scored.Score.Parts > 0 && !Judging.Take(turn, turn.Plan.Of(Streams.Scores), series, scored) && rescored && !sample.Late)
        {
            // The moment itself lies before what is kept, but it is a part of scores that are.
            Judging.Again(turn, series);
        }
    }

    /// <summary>The parts of the score of a moment: series, place of the sample in it, measure, and points.</summary>
    public static List<(Series Series, int Place, Measure Measure, int Points)> Parts(in Turn turn, bool test, Instant time)
    {
        var parts = new List<(Series, int, Measure, int)>();
        for (var part = 0; part < NewsTable.Parts; part++)
        {
            if (Newest(turn, test, time, part, out var series, out var place, out var measure))
            {
                parts.Add((series!, place, measure, Points(turn, part, Quantity(series!, place, measure))));
            }
        }

        return parts;
    }

    private static void Score(in Turn turn, bool test, ref Sample scored)
    {
        var (sum, single, count) = (0, 0, 0);
        scored.Quality = QualityFlags.None;
        for (var part = 0; part < NewsTable.Parts; part++)
        {
            if (!Newest(turn, test, scored.Time, part, out var series, out var place, out var measure))
            {
                continue;
            }

            var points = Points(turn, part, Quantity(series!, place, measure));
            (sum, single, count) = (sum + points, Math.Max(single, points), count + 1);
            if ((series![place].Quality & QualityNames.Questionable) != 0)
            {
                scored.Quality |= QualityFlags.Questionable;
            }
        }

        if (count > 0 && turn.Plan.Traits.Oxygen)
        {
            (sum, count) = (sum + NewsTable.OxygenPoints, count + 1);
        }

        scored.Score = new NewsScore((byte)sum, (byte)single, (byte)count);
    }

    private static Quantity Quantity(Series series, int place, Measure measure)
    {
        series[place].Values.TryGet(measure, out var quantity);
        return quantity;
    }

    private static int Points(in Turn turn, int part, Quantity quantity) =>
        NewsTable.Points(part, Units.ToCanonical(quantity), turn.Plan.Traits);

    private static bool Newest(in Turn turn, bool test, Instant time, int part, out Series? found, out int place, out Measure measure)
    {
        (found, place, measure) = (null, -1, default);
        var newest = Instant.Min;
        foreach (var series in turn.State.AllSeries)
        {
            if (series.Test != test || !Streams.IsKind(series.Kind))
            {
                continue;
            }

            for (var i = series.Count - 1; i >= 0 && time - series[i].Time <= Freshness && series[i].Time > newest; i--)
            {
                ref var sample = ref series[i];
                if (sample.Time <= time && Usable(sample) && NewsTable.Find(part, sample.Values) is { } known)
                {
                    (found, place, measure, newest) = (series, i, known, sample.Time);
                    break;
                }
            }
        }

        return found is not null;
    }

    private static bool Usable(in Sample sample) => (sample.Quality & (QualityNames.Unusable | QualityFlags.SensorOff)) == 0;
}
