using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>A series in a patient's state: its samples, and each rule's progress under the rule's hash.</summary>
internal static class SeriesCodec
{
    public static void Write(in StateWriter to, Series series)
    {
        to.Text(series.Device);
        to.Byte((byte)series.Kind);
        to.Flag(series.Test);
        to.Time(series.Floor);
        to.Number(series.Count);
        for (var i = 0; i < series.Count; i++)
        {
            ref var sample = ref series[i];
            to.Time(sample.Time);
            to.Number(sample.Position);
            to.Number((long)sample.Quality);
            to.Byte(sample.Ordinal);
            to.Flag(sample.Late);
            to.Flag(sample.Paused);
            to.Number(sample.Values.Count);
            for (var m = 0; m < sample.Values.Count; m++)
            {
                to.Byte((byte)sample.Values[m].Measure);
                to.Quantity(sample.Values[m].Quantity);
            }
        }

        to.Number(series.Tracks.Length);
        for (var i = 0; i < series.Tracks.Length; i++)
        {
            to.Text(series.Hashes[i]);
            to.Number(series.Tracks[i].After);
            to.Time(series.Tracks[i].AnswerDue);
            to.Flag(series.Tracks[i].AnswerLate);
            Write(to, series.Tracks[i].Current);
            Write(to, series.Tracks[i].Base);
        }
    }

    public static Series Read(ref StateReader from)
    {
        var series = new Series(from.Text(), (Kind)from.Byte(), from.Flag()) { Floor = from.Time() };
        var count = from.Count();
        for (var i = 0; i < count; i++)
        {
            var sample = new Sample
            {
                Time = from.Time(),
                Position = from.Number(),
                Quality = (QualityFlags)from.Number(),
                Ordinal = from.Byte(),
                Late = from.Flag(),
                Paused = from.Flag(),
            };
            var members = from.Count();
            for (var m = 0; m < members; m++)
            {
                sample.Values.Add((Measure)from.Byte(), from.Quantity());
            }

            series.Restore(sample);
        }

        var tracks = from.Count();
        (series.Tracks, series.Hashes) = (new Track[tracks], new string[tracks]);
        for (var i = 0; i < tracks; i++)
        {
            series.Hashes[i] = from.Text();
            series.Tracks[i] = new Track
            {
                After = from.Number(),
                AnswerDue = from.Time(),
                AnswerLate = from.Flag(),
                Current = ReadProgress(ref from),
                Base = ReadProgress(ref from),
            };
        }

        return series;
    }

    private static void Write(in StateWriter to, in RuleProgress progress)
    {
        to.Time(progress.RunStart);
        to.Time(progress.RunLast);
        to.Time(progress.RunCounted);
        to.Number(progress.RunFirst);
        to.Time(progress.ConfirmedStart);
        to.Number(progress.ConfirmedFirst);
        to.Time(progress.ClearStart);
        to.Time(progress.ClearLast);
        to.Time(progress.LastBreach);
        to.Number(progress.RunCount);
        to.Number(progress.ClearCount);
        to.Number(progress.Confirmations);
        to.Number(progress.Returns);
        to.Flag(progress.Active);
        to.Flag(progress.Departed);
    }

    private static RuleProgress ReadProgress(ref StateReader from) => new()
    {
        RunStart = from.Time(),
        RunLast = from.Time(),
        RunCounted = from.Time(),
        RunFirst = from.Number(),
        ConfirmedStart = from.Time(),
        ConfirmedFirst = from.Number(),
        ClearStart = from.Time(),
        ClearLast = from.Time(),
        LastBreach = from.Time(),
        RunCount = (int)from.Number(),
        ClearCount = (int)from.Number(),
        Confirmations = (int)from.Number(),
        Returns = (int)from.Number(),
        Active = from.Flag(),
        Departed = from.Flag(),
    };
}
