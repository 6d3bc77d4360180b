using System.Globalization;
using System.Text.RegularExpressions;
using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Followers;

/// <summary>An outside sink as a follower: its cursor and counts are kept here, after each delivery.</summary>
internal sealed partial class SinkFollower(IOutsideSink sink, CursorFile cursors, ILogger<SinkFollower> logger) : IFollower
{
    private const int MostReasons = 3;

    private FollowerProgress _progress;

    public string Name => sink.Name;

    public bool Embedded => false;

    public long TrimTo => _progress.Cursor;

    public ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken)
    {
        _progress = cursors.Find(sink.Name) ?? default;
        return ValueTask.FromResult(_progress);
    }

    public async ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        var delivery = await sink.DeliverAsync(groups, cancellationToken);
        if (delivery.Rejected.Count > 0)
        {
            LogRejected(sink.Name, delivery.Rejected.Count, delivery.Rejected[0].Position, delivery.Rejected[^1].Position, Reasons(delivery.Rejected));
        }

        _progress = new FollowerProgress(
            groups[^1].Last, _progress.Written + delivery.Written + groups.Sum(g => g.Passed), _progress.Rejected + delivery.Rejected.Count);
        cursors.Keep(sink.Name, _progress);
        return _progress;
    }

    /// <summary>The commonest reasons with their counts. What a server quotes may be a patient's value: it is left out.</summary>
    internal static string Reasons(IReadOnlyList<SinkRejection> rejected)
    {
        var reasons = rejected.CountBy(r => Quoted().Replace(r.Reason, "'…'"), StringComparer.Ordinal).OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).ToList();
        var shown = string.Join("; ", reasons.Take(MostReasons).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Value}× {r.Key}")));
        return reasons.Count > MostReasons ? string.Create(CultureInfo.InvariantCulture, $"{shown}; and {reasons.Count - MostReasons} other reasons") : shown;
    }

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();

    [LoggerMessage(1110, LogLevel.Error, "{Sink} refused {Count} readings for good (journal positions {First} to {Last}): {Reasons}")]
    private partial void LogRejected(string sink, int count, long first, long last, string reasons);
}
