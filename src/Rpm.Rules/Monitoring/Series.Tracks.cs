using Rpm.Rules.Plans;
using Rpm.Rules.Windows;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

internal sealed partial class Series
{
    private static readonly Track Fresh = Monitoring.Track.New(0, long.MinValue);

    // By place of the rule, ascending. A series of which nothing is to be said has none.
    private Track[] _tracks = [];

    // As they were written, until a plan says which rules and windows they are of.
    private (ulong Mark, Track Track)[] _storedTracks = [];
    private StoredWindow[] _storedWindows = [];
    private KindPlan? _plan;

    public int TrackCount { get; private set; }

    public Span<Track> Tracks => _tracks.AsSpan(0, TrackCount);

    /// <summary>Where the rule's track is among <see cref="Tracks"/>; -1 = it has none.</summary>
    public int IndexOf(int place)
    {
        for (var i = 0; i < TrackCount; i++)
        {
            if (_tracks[i].Place == place)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The rule's track, a new one where it has none. Good until the next one is made or dropped.</summary>
    public ref Track Track(int place)
    {
        var index = IndexOf(place);
        if (index < 0)
        {
            if (TrackCount == _tracks.Length)
            {
                Array.Resize(ref _tracks, Math.Max(2, _tracks.Length * 2));
            }

            index = TrackCount++;
            for (; index > 0 && _tracks[index - 1].Place > place; index--)
            {
                _tracks[index] = _tracks[index - 1];
            }

            _tracks[index] = Fresh;
            _tracks[index].Place = place;
        }

        return ref _tracks[index];
    }

    /// <summary>The rule's progress; none where it has no track.</summary>
    public RuleProgress Progress(int place) => IndexOf(place) is var index and >= 0 ? _tracks[index].Current : RuleProgress.None;

    /// <summary>The rule judges from the next reading on.</summary>
    public void StartAnew(int place, long position) => Track(place) = Monitoring.Track.New(place, position);

    /// <summary>Drops the tracks where the same would come of having none.</summary>
    public void Tidy(in Turn turn)
    {
        var rules = turn.Plan.Of(kind).Rules;
        var kept = 0;
        for (var i = 0; i < TrackCount; i++)
        {
            if (!_tracks[i].IsIdle(this, turn.IsWatched(rules[_tracks[i].Place], test)))
            {
                if (kept != i)
                {
                    _tracks[kept] = _tracks[i];
                }

                kept++;
            }
        }

        TrackCount = kept;
    }

    /// <summary>The tracks under the marks of their rules, for writing them down.</summary>
    public (ulong Mark, Track Track)[] StoredTracks()
    {
        if (_plan is null)
        {
            return _storedTracks;
        }

        var stored = new (ulong, Track)[TrackCount];
        for (var i = 0; i < stored.Length; i++)
        {
            stored[i] = (_plan.Rules[_tracks[i].Place].Mark, _tracks[i]);
        }

        return stored;
    }

    /// <summary>The windows before the oldest sample, for writing them down.</summary>
    public StoredWindow[] StoredWindows() => _plan is null ? _storedWindows : [.. BaseWindows.Select(StoredWindow.Of)];

    /// <summary>Takes what was written; it comes into force when a plan is bound.</summary>
    public void Restore((ulong Mark, Track Track)[] tracks, StoredWindow[] windows) => (_storedTracks, _storedWindows) = (tracks, windows);

    private void BindTracks(KindPlan plan, Func<CompiledRule, bool> known, long position)
    {
        var kept = new Dictionary<ulong, Track>();
        foreach (ref readonly var track in Tracks)
        {
            kept[_plan!.Rules[track.Place].Mark] = track;
        }

        foreach (var (mark, track) in _storedTracks)
        {
            kept[mark] = track;
        }

        (TrackCount, _storedTracks, _plan) = (0, [], plan);
        for (var place = 0; place < plan.Rules.Length; place++)
        {
            var rule = plan.Rules[place];
            if (kept.TryGetValue(rule.Mark, out var track))
            {
                Track(place) = track with { Place = place };
            }
            else if (Count > 0 && !known(rule))
            {
                StartAnew(place, position);
            }
        }
    }
}
