using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>Puts samples in their place and lets every rule of their stream judge them.</summary>
internal static class Judging
{
    /// <summary>Takes a sample; false where it is too old to decide anything.</summary>
    public static bool Take(in Turn turn, Series series, in Sample sample)
    {
        if (!series.IsNewest(sample))
        {
            if (sample.Late || !series.Insert(turn, sample))
            {
                // Older than what is known and late, or older than all that is kept: it fills the history and decides nothing.
                return false;
            }

            PutInBetween(turn, series, sample);
            return true;
        }

        var plan = turn.Plan.Of(series.Kind);
        series.Append(turn, sample);

        // Nearly every reading: nothing is going on, and no condition can be true of such values.
        var calm = series.TrackCount == 0 && turn.State.ActiveCount == 0 && sample.Quality == QualityFlags.None && plan.Calm.Holds(sample);
        if (calm)
        {
            foreach (var place in plan.Restless)
            {
                Judge(turn, series, place, plan.Rules[place]);
            }
        }
        else
        {
            for (var place = 0; place < plan.Rules.Length; place++)
            {
                Judge(turn, series, place, plan.Rules[place]);
            }
        }

        if (series.TrackCount > 0)
        {
            series.Tidy();
        }

        return true;
    }

    /// <summary>Takes samples out that count no longer, and judges the rest again. What is active stays.</summary>
    public static void Withdraw(in Turn turn, EvidenceSpan span)
    {
        foreach (var series in turn.State.AllSeries)
        {
            if (series.Device != span.Device || (span.Kind is not null && series.Kind != span.Kind) || !series.Remove(span))
            {
                continue;
            }

            var results = Rejudge(turn, series, Instant.Max, out _);
            for (var place = 0; place < results.Length; place++)
            {
                var active = series.Progress(place).Active;
                if (active || !results[place].IsIdle || series.IndexOf(place) >= 0)
                {
                    ref var track = ref series.Track(place);
                    track.Current = results[place];
                    track.Current.Active = active;
                }
            }
        }
    }

    private static RuleProgress[] Rejudge(in Turn turn, Series series, Instant inserted, out RuleProgress?[] episodes)
    {
        var count = turn.Plan.Of(series.Kind).Rules.Length;
        var results = new RuleProgress[count];
        episodes = new RuleProgress?[count];
        series.Rejudge(turn, inserted, results, episodes);
        return results;
    }

    // The newest sample of the series, which it holds already.
    private static void Judge(in Turn turn, Series series, int place, CompiledRule rule)
    {
        ref var sample = ref series[series.Count - 1];
        var judgement = series.On(turn, in sample, series.Windows);
        var watched = turn.IsWatched(rule, series.Test);
        if (series.IndexOf(place) < 0 && !watched)
        {
            // Nothing is known of the rule here: unless its condition is true, nothing will be.
            if (!rule.Judges(sample.Quality) || RuleProgress.Judge(rule, judgement, out _) != Language.Truth.True)
            {
                return;
            }
        }

        ref var track = ref series.Track(place);
        if (sample.Position <= track.After)
        {
            return;
        }

        var (confirmations, returns) = (track.Current.Confirmations, track.Current.Returns);
        var verdict = track.Current.Take(rule, judgement, watched);
        sample.Stirred |= verdict == Verdict.Breach;
        if (verdict != Verdict.Ignored)
        {
            Draw(turn, series, place, rule, sample, verdict, track.Current.Confirmations > confirmations, track.Current.Returns > returns);
        }
    }

    private static void PutInBetween(in Turn turn, Series series, in Sample sample)
    {
        var rules = turn.Plan.Of(series.Kind).Rules;
        var results = Rejudge(turn, series, sample.Time, out var episodes);
        for (var place = 0; place < rules.Length; place++)
        {
            var rule = rules[place];
            var index = series.IndexOf(place);
            if (index >= 0 && sample.Position <= series.Tracks[index].After)
            {
                continue;
            }

            if (index < 0 && results[place].IsIdle && results[place].Confirmations == 0 && !turn.IsWatched(rule, series.Test))
            {
                continue;
            }

            var alone = RuleProgress.None;
            var verdict = alone.Take(rule, series.On(turn, in sample, series.Windows), turn.IsWatched(rule, series.Test));
            ref var track = ref series.Track(place);
            var returns = track.Current.Returns;
            var confirmed = Merge(ref track, results[place], sample, verdict, episodes[place], scored: series.Kind is Streams.Scores);
            Draw(turn, series, place, rule, sample, verdict, confirmed, track.Current.Returns > returns);
        }

        series.Tidy();
    }

    /// <summary>Takes over what the stretch amounts to with a reading put in; whether it completed an episode that was not known.</summary>
    private static bool Merge(ref Track track, in RuleProgress result, in Sample sample, Verdict verdict, RuleProgress? episode, bool scored)
    {
        var before = track.Current;
        track.Current = result;
        if (before.Active && !result.Active && result.SettledAt < before.ConfirmedStart)
        {
            // History may not take back what was raised: only good readings clear.
            track.Current.Active = true;
        }
        else if (!before.Active && result.Active && !scored && verdict is not (Verdict.Breach or Verdict.Between))
        {
            // Nor does a good reading raise anything; a score may, for it is made of several readings.
            track.Current.Settle(before.SettledAt);
        }

        if (verdict == Verdict.Breach && result.Confirmations > before.Confirmations && episode is { } found)
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

    /// <summary>What follows for the rule's alert.</summary>
    private static void Draw(
        in Turn turn, Series series, int place, CompiledRule rule, in Sample sample, Verdict verdict, bool confirmed, bool returned)
    {
        if (rule.Definition.Unanswered is { } unanswered)
        {
            Deadlines.AwaitAnswer(turn, rule, ref series.Track(place), verdict == Verdict.Breach, sample.Late, unanswered);
        }

        var progress = series.Progress(place);
        var open = turn.State.Active[PatientState.Slot(rule, series.Test)];
        if (open is not null)
        {
            AlertLife.Follow(turn, series, place, rule, open, sample, verdict, confirmed, returned);
        }
        else if (progress.Active || confirmed)
        {
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
