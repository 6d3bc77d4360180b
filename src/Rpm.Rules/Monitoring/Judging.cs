using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>Puts samples in their place and lets every rule of their stream judge them.</summary>
internal static class Judging
{
    /// <summary>Takes a reading, and scores the moment it was measured where it is a part of a score.</summary>
    public static void Take(in Turn turn, KindPlan plan, Series series, in JudgedReading judged)
    {
        ref readonly var reading = ref judged.Reading;
        var late = judged.Received.UnixMilliseconds - reading.Time.UnixMilliseconds > plan.LateAfter;
        if (series.IsNewest(reading.Time, judged.Ordinal, judged.Position))
        {
            // Nearly every reading: no condition can be true of such values, and it is written once, where it is kept.
            var outside = reading.Quality == QualityFlags.None
                ? plan.Calm.Outside(in reading.Values, judged.Received.UnixMilliseconds - reading.Time.UnixMilliseconds)
                : uint.MaxValue;
            ref var place = ref series.Push(turn, reading.Time);
            place.Time = reading.Time;
            place.Received = judged.Received;
            place.Position = judged.Position;
            place.Values = reading.Values;
            place.Quality = reading.Quality;
            place.Ordinal = judged.Ordinal;
            place.Late = late;
            place.Paused = turn.Now < turn.State.PausedUntil;
            place.Stirred = 0;
            place.Refused = RejectReason.None;
            place.Score = default;
            TakeNewest(turn, plan, series, ref place, outside);
            if (plan.Scored)
            {
                Scores.Follow(turn, series, in place);
            }

            return;
        }

        var sample = new Sample
        {
            Time = reading.Time,
            Received = judged.Received,
            Position = judged.Position,
            Values = reading.Values,
            Quality = reading.Quality,
            Ordinal = judged.Ordinal,
            Late = late,
            Paused = turn.Now < turn.State.PausedUntil,
        };
        if (Take(turn, plan, series, in sample) && plan.Scored)
        {
            Scores.Follow(turn, series, in sample);
        }
    }

    /// <summary>Takes a sample; false where it is too old to decide anything.</summary>
    public static bool Take(in Turn turn, KindPlan plan, Series series, in Sample sample)
    {
        if (series.IsNewest(sample.Time, sample.Ordinal, sample.Position))
        {
            ref var place = ref series.Push(turn, sample.Time);
            place = sample;
            TakeNewest(turn, plan, series, ref place, outside: uint.MaxValue);
            return true;
        }

        if (sample.Late || !series.Insert(turn, sample))
        {
            // Older than what is known and late, or older than all that is kept: it fills the history and decides nothing.
            return false;
        }

        PutInBetween(turn, series, sample);
        return true;
    }

    private static void TakeNewest(in Turn turn, KindPlan plan, Series series, ref Sample sample, uint outside)
    {
        if (plan.Windows.Length > 0)
        {
            series.Advance(series.Windows, turn, in sample);
        }

        if (turn.State.ActiveCount == 0 && outside == 0)
        {
            // Only what is under way, and rules that compute something, have to look at it.
            if (series.TrackCount == 0 && plan.Restless.Length == 0)
            {
                return;
            }

            for (var place = Next(series, plan, 0); place < plan.Rules.Length; place = Next(series, plan, place + 1))
            {
                Judge(turn, plan, series, place, ref sample);
            }
        }
        else
        {
            var all = turn.State.ActiveCount > 0;
            for (var place = 0; place < plan.Rules.Length; place++)
            {
                if (all || (plan.Bounded[place] & outside) != 0 || (series.TrackCount > 0 && series.IndexOf(place) >= 0))
                {
                    Judge(turn, plan, series, place, ref sample);
                }
            }
        }

        if (series.TrackCount > 0)
        {
            series.Tidy(turn);
        }
    }

    /// <summary>Judges what is kept again, after it changed in its place.</summary>
    public static void Again(in Turn turn, Series series) => PutInBetween(turn, series, series[series.Count - 1]);

    /// <summary>Takes samples out that count no longer, and judges the rest again. What is active stays.</summary>
    public static void Withdraw(in Turn turn, EvidenceSpan span)
    {
        foreach (var series in turn.State.AllSeries)
        {
            if (series.Device != span.Device || (span.Kind is not null && series.Kind != span.Kind) || !series.Remove(span))
            {
                continue;
            }

            var results = series.Rejudge(turn, inserted: null);
            for (var place = 0; place < results.Length; place++)
            {
                var active = series.Progress(place).Active;
                if (active || !results[place].Progress.IsIdle || series.IndexOf(place) >= 0)
                {
                    ref var track = ref series.Track(place);
                    track.Current = results[place].Progress;
                    track.Current.Active = active;
                }
            }

            series.Tidy(turn);
        }
    }

    // The next rule, from a place on, that has a track here or is restless.
    private static int Next(Series series, KindPlan plan, int from)
    {
        var next = int.MaxValue;
        foreach (ref readonly var track in series.Tracks)
        {
            if (track.Place >= from)
            {
                next = track.Place;
                break;
            }
        }

        foreach (var place in plan.Restless)
        {
            if (place >= from)
            {
                return Math.Min(next, place);
            }
        }

        return next;
    }

    // The newest sample of the series, which it holds already.
    private static void Judge(in Turn turn, KindPlan plan, Series series, int place, ref Sample sample)
    {
        var rule = plan.Rules[place];
        var watched = turn.IsWatched(rule, series.Test);
        var index = series.IndexOf(place);
        if (!rule.Judges(sample.Quality))
        {
            return;
        }

        var judgement = new Language.Judgement(in sample, series.Windows, plan.WindowPlaces, turn.Plan.Traits);
        var truth = RuleProgress.Judge(rule, judgement, out var soundOnly);
        if (index < 0 && !watched && truth != Language.Truth.True)
        {
            // Nothing is known of the rule here: unless its condition is true, nothing will be.
            return;
        }

        ref var track = ref series.Track(place);
        if (sample.Position <= track.After)
        {
            return;
        }

        var (confirmations, returns) = (track.Current.Confirmations, track.Current.Returns);
        var verdict = track.Current.Take(rule, judgement, truth, soundOnly, watched, verdict: false);
        sample.Stirred |= verdict == Verdict.Breach ? Sample.Bit(place) : 0;
        if (verdict != Verdict.Ignored)
        {
            Draw(turn, series, place, rule, sample, verdict, track.Current.Confirmations > confirmations, track.Current.Returns > returns, mayClear: true);
        }
    }

    private static void PutInBetween(in Turn turn, Series series, in Sample sample)
    {
        var rules = turn.Plan.Of(series.Kind).Rules;
        var results = series.Rejudge(turn, sample);
        for (var place = 0; place < rules.Length; place++)
        {
            var rule = rules[place];
            ref var result = ref results[place];
            if (sample.Position <= result.After || (series.IndexOf(place) < 0 && result.Progress.IsNone && !turn.IsWatched(rule, series.Test)))
            {
                continue;
            }

            ref var track = ref series.Track(place);
            var returns = track.Current.Returns;
            var computed = rule.Windows.Length > 0 || series.Kind is Streams.Scores;
            var confirmed = Merge(ref track, in result, sample, computed);

            // A reading put in between may turn what was computed of later ones; what was raised on those stays until the next one.
            Draw(turn, series, place, rule, sample, result.Verdict, confirmed, track.Current.Returns > returns, mayClear: !computed);
        }

        series.Tidy(turn);
    }

    /// <summary>Takes over what the stretch amounts to with a reading put in; whether it completed an episode that was not known.</summary>
    /// <param name="computed">Whether the rule judges what is computed of several readings: then one that is good in itself may raise.</param>
    private static bool Merge(ref Track track, in Rejudged result, in Sample sample, bool computed)
    {
        var before = track.Current;
        track.Current = result.Progress;
        var news = result.Progress.Confirmations > before.Confirmations;
        if (before.Active && !result.Progress.Active && result.Progress.SettledAt < before.ConfirmedStart)
        {
            // History may not take back what was raised: only good readings clear.
            track.Current.Active = true;
        }
        else if (!before.Active && result.Progress.Active && !computed && result.Verdict is not (Verdict.Breach or Verdict.Between))
        {
            // Nor does a good reading raise anything.
            track.Current.Settle(before.SettledAt);
        }

        if (computed)
        {
            return news && !before.Active && result.Progress.ConfirmedFirst != before.ConfirmedFirst;
        }

        if (result.Verdict == Verdict.Breach && news && result.Episode is { } found)
        {
            (track.Current.ConfirmedStart, track.Current.ConfirmedFirst) = (found.ConfirmedStart, found.ConfirmedFirst);
            return true;
        }

        if (!before.Active && track.Current.Active)
        {
            // What had cleared had not: a new alert, named after the reading that showed it.
            track.Current.ConfirmedFirst = sample.Position;
        }

        return false;
    }

    public static bool IsNewest(Series series, in Sample sample) => series[series.Count - 1].Position == sample.Position;

    /// <summary>What follows for the rule's alert.</summary>
    private static void Draw(
        in Turn turn, Series series, int place, CompiledRule rule, in Sample sample, Verdict verdict, bool confirmed, bool returned, bool mayClear)
    {
        if (rule.Definition.Unanswered is { } unanswered)
        {
            Deadlines.AwaitAnswer(turn, ref series.Track(place), sample, verdict == Verdict.Breach, IsNewest(series, sample), unanswered);
        }

        ref var track = ref series.Track(place);
        var open = turn.State.ActiveOf(PatientState.Slot(rule, series.Test));
        if (open is not null)
        {
            AlertLife.Follow(turn, series, place, rule, open, sample, verdict, confirmed, returned, mayClear);
        }
        else if (track.Current.Active || confirmed)
        {
            if (track.Current.ConfirmedFirst <= track.Raised)
            {
                // The same run once more, after history had undone it: another alert needs another name.
                track.Current.ConfirmedFirst = sample.Position;
            }

            track.Raised = track.Current.ConfirmedFirst;
            var progress = track.Current;
            open = turn.Raise(series, rule, progress, sample.Late);
            if (!progress.Active && !rule.Definition.Latching)
            {
                // Put in between: the episode is over already, and a person must still learn of it.
                turn.Resolve(open, rule, series.Test);
            }
            else
            {
                AlertLife.Escalate(turn, series, rule, open, sample);
            }
        }
    }
}
