using Rpm.Rules.Windows;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>A series in a patient's state: its samples, the windows before the oldest of them, and each rule's progress under the rule's mark.</summary>
internal static class SeriesCodec
{
    private const byte IsLate = 1;
    private const byte IsPaused = 2;
    private const byte IsStirred = 4;

    public static void Write(in StateWriter to, Series series)
    {
        to.Text(series.Device);
        to.Byte((byte)series.Kind);
        to.Flag(series.Test);
        to.Time(series.Floor);
        to.Number(series.Count);
        for (var i = 0; i < series.Count; i++)
        {
            Write(to, in series[i], series.Kind);
        }

        var windows = series.StoredWindows();
        to.Number(windows.Length);
        foreach (var window in windows)
        {
            WindowCodec.Write(to, window);
        }

        var tracks = series.StoredTracks();
        to.Number(tracks.Length);
        foreach (var (mark, track) in tracks)
        {
            to.Mark(mark);
            to.Number(track.After);
            to.Number(track.Raised);
            to.OpenTime(track.AnswerDue);
            to.Time(track.AnsweredAt);
            to.Flag(track.AnswerLate);
            Write(to, track.Current);
            Write(to, track.Base);
        }
    }

    public static Series Read(ref StateReader from)
    {
        var series = new Series(from.Text(), (Kind)from.Byte(), from.Flag()) { Floor = from.Time() };
        var count = from.Count();
        for (var i = 0; i < count; i++)
        {
            series.Restore(ReadSample(ref from, series.Kind));
        }

        var windows = new StoredWindow[from.Count()];
        for (var i = 0; i < windows.Length; i++)
        {
            windows[i] = WindowCodec.Read(ref from);
        }

        var tracks = new (ulong, Track)[from.Count()];
        for (var i = 0; i < tracks.Length; i++)
        {
            tracks[i] = (from.Mark(), new Track
            {
                After = from.Number(),
                Raised = from.Number(),
                AnswerDue = from.OpenTime(),
                AnsweredAt = from.Time(),
                AnswerLate = from.Flag(),
                Current = ReadProgress(ref from),
                Base = ReadProgress(ref from),
            });
        }

        series.Restore(tracks, windows);
        return series;
    }

    /// <summary>Passes over a series of format 1.</summary>
    public static void Skip1(ref StateReader from)
    {
        _ = (from.Text(), from.Byte(), from.Flag(), from.Time());
        var count = from.Count();
        for (var i = 0; i < count; i++)
        {
            _ = (from.Time(), from.Number(), from.Number(), from.Byte(), from.Flag(), from.Flag());
            var members = from.Count();
            for (var m = 0; m < members; m++)
            {
                _ = (from.Byte(), from.Quantity());
            }
        }

        var tracks = from.Count();
        for (var i = 0; i < tracks; i++)
        {
            _ = (from.Text(), from.Number(), from.Time(), from.Flag());
            for (var p = 0; p < 2 * 13; p++)
            {
                // Nine times and positions and four counts; behind them two flags.
                _ = from.Number();
                if (p % 13 == 12)
                {
                    _ = (from.Flag(), from.Flag());
                }
            }
        }
    }

    private static void Write(in StateWriter to, ref readonly Sample sample, Kind stream)
    {
        to.Time(sample.Time);
        to.Number(sample.Received.UnixMilliseconds - sample.Time.UnixMilliseconds);
        to.Number(sample.Position);
        to.Number((long)sample.Quality);
        to.Byte(sample.Ordinal);
        to.Byte((byte)((sample.Late ? IsLate : 0) | (sample.Paused ? IsPaused : 0) | (sample.Stirred != 0 ? IsStirred : 0)));
        if (stream == Streams.Intake)
        {
            to.Byte((byte)sample.Refused);
        }

        if (stream == Streams.Scores)
        {
            to.Byte(sample.Score.Points);
            to.Byte(sample.Score.Single);
            to.Byte(sample.Score.Parts);
        }

        to.Number(sample.Values.Count);
        for (var m = 0; m < sample.Values.Count; m++)
        {
            to.Byte((byte)sample.Values[m].Measure);
            to.Quantity(sample.Values[m].Quantity);
        }
    }

    private static Sample ReadSample(ref StateReader from, Kind stream)
    {
        var sample = new Sample { Time = from.Time() };
        sample.Received = new Instant(sample.Time.UnixMilliseconds + from.Number());
        sample.Position = from.Number();
        sample.Quality = (QualityFlags)from.Number();
        sample.Ordinal = from.Byte();
        var flags = from.Byte();
        (sample.Late, sample.Paused) = ((flags & IsLate) != 0, (flags & IsPaused) != 0);

        // Which rules they were depends on the plan: any may have been.
        sample.Stirred = (flags & IsStirred) != 0 ? ulong.MaxValue : 0;
        sample.Refused = stream == Streams.Intake ? (RejectReason)from.Byte() : RejectReason.None;
        sample.Score = stream == Streams.Scores ? new NewsScore(from.Byte(), from.Byte(), from.Byte()) : default;
        var members = from.Count();
        for (var m = 0; m < members; m++)
        {
            sample.Values.Add((Measure)from.Byte(), from.Quantity());
        }

        return sample;
    }

    private static void Write(in StateWriter to, in RuleProgress progress)
    {
        to.Flag(progress.IsNone);
        if (progress.IsNone)
        {
            return;
        }

        to.Time(progress.RunStart);
        to.Time(progress.RunLast);
        to.Time(progress.RunCounted);
        to.Number(progress.RunFirst);
        to.Time(progress.ConfirmedStart);
        to.Number(progress.ConfirmedFirst);
        // Of a run of good readings that is broken off nothing is left.
        to.Time(progress.ClearCount > 0 ? progress.ClearStart : default);
        to.Time(progress.ClearCount > 0 ? progress.ClearLast : default);
        to.Time(progress.LastBreach);
        to.Time(progress.SettledAt);
        to.Mark(progress.History);
        to.Number(progress.RunCount);
        to.Number(progress.ClearCount);
        to.Number(progress.Confirmations);
        to.Number(progress.Returns);
        to.Flag(progress.Active);
        to.Flag(progress.Departed);
    }

    private static RuleProgress ReadProgress(ref StateReader from) => from.Flag() ? RuleProgress.None : new()
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
        SettledAt = from.Time(),
        History = from.Mark(),
        RunCount = (int)from.Number(),
        ClearCount = (int)from.Number(),
        Confirmations = (int)from.Number(),
        Returns = (int)from.Number(),
        Active = from.Flag(),
        Departed = from.Flag(),
    };
}
