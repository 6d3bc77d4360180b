using System.Numerics;
using Rpm.Rules.Language;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>How samples that nothing can be put before any more are given up, and what they leave behind.</summary>
internal sealed partial class Series
{
    /// <summary>
    /// Gives up the samples that nothing can come before any more once one of this time is there, and makes a place behind all others. Whatever
    /// stood there before still does: every member has to be written.
    /// </summary>
    public ref Sample Push(in Turn turn, Instant time)
    {
        while (Count > 0)
        {
            ref var oldest = ref this[0];
            if (Count < Capacity && time.UnixMilliseconds - oldest.Time.UnixMilliseconds <= _keep)
            {
                break;
            }

            if (TrackCount > 0 || BaseWindows.Length > 0)
            {
                GiveUpOldest(turn);
            }
            else if (oldest.Stirred == 0)
            {
                DropOldest();
            }
            else if (!IsAnswered(turn, in oldest))
            {
                GiveUpOldest(turn);
            }
            else if (Count < Capacity && time.UnixMilliseconds - this[1].Time.UnixMilliseconds <= _keep)
            {
                // A reading may still be put between the breach and its answer: both stay.
                break;
            }
            else
            {
                DropOldest();
                DropOldest();
            }
        }

        if (Count == _samples.Length)
        {
            Grow();
        }

        return ref this[Count++];
    }

    private void GiveUpOldest(in Turn turn)
    {
        ref var oldest = ref this[0];
        if (BaseWindows.Length > 0)
        {
            Advance(BaseWindows, turn, in oldest);
        }

        if (oldest.Stirred != 0 || TrackCount > 0)
        {
            var rules = turn.Plan.Of(kind).Rules;
            var judgement = On(turn, in oldest, BaseWindows);
            for (var i = 0; i < TrackCount; i++)
            {
                ref var track = ref Tracks[i];
                var watched = turn.IsWatched(rules[track.Place], test);
                if (oldest.Position <= track.After || ((oldest.Stirred & Sample.Bit(track.Place)) == 0 && !watched && track.Base is { IsIdle: true, History: 0 }))
                {
                    // Not judged, or no breach where nothing had begun: nothing begins.
                    continue;
                }

                track.Base.Take(rules[track.Place], judgement, watched);
                track.Base.TakeAtItsWord(oldest.Time, track.AnsweredAt);
            }

            // Of a rule without a track only a breach leaves something behind.
            for (var place = 0; place < rules.Length && oldest.Stirred != 0; place++)
            {
                if ((oldest.Stirred & Sample.Bit(place)) != 0 && IndexOf(place) < 0)
                {
                    Base(turn, place, rules[place], judgement);
                }
            }
        }

        DropOldest();
    }

    /// <summary>
    /// Whether the oldest sample is a breach that by itself raised nothing, and the next one ends its run for every rule: given up together, they
    /// leave nothing behind.
    /// </summary>
    private bool IsAnswered(in Turn turn, ref readonly Sample oldest)
    {
        if (Count < 2 || oldest.Stirred == ulong.MaxValue)
        {
            return false;
        }

        ref var next = ref this[1];
        if (next.Quality != QualityFlags.None || next.Late || next.Stirred != 0 || next.Score.Parts > 0)
        {
            return false;
        }

        var rules = turn.Plan.Of(kind).Rules;
        var judgement = On(turn, in next, BaseWindows);
        for (var stirred = oldest.Stirred; stirred != 0; stirred &= stirred - 1)
        {
            var place = BitOperations.TrailingZeroCount(stirred);
            if (place >= rules.Length || place == Sample.LastBit || !rules[place].IsEndedByOne || turn.IsWatched(rules[place], test)
                || rules[place].Condition.Evaluate(judgement) != Truth.False)
            {
                return false;
            }
        }

        return true;
    }

    private void DropOldest()
    {
        Floor = this[0].Time;
        _head = (_head + 1) & (_samples.Length - 1);
        Count--;
    }

    private void Base(in Turn turn, int place, CompiledRule rule, in Judgement judgement)
    {
        if (rule.Judges(judgement.Sample.Quality) && RuleProgress.Judge(rule, judgement, out var soundOnly) is Truth.True and var truth)
        {
            Track(place).Base.Take(rule, judgement, truth, soundOnly, turn.IsWatched(rule, test));
        }
    }
}
