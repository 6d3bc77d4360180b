using System.Globalization;
using Rpm.Rules.Alerts;

namespace Rpm.Rules.Replay;

/// <summary>Where an alert that was derived again is not the one that was stored.</summary>
public static class AlertDifferences
{
    /// <summary>
    /// Every difference in what was raised, on what, by which limits, and in what happened by itself afterwards. Times are not compared: a replay takes a reading's
    /// arrival for the time of judging, the engine the commit that followed it. Marks for review are left out: they tell of what came after.
    /// </summary>
    /// <param name="stored">Every version, oldest first; not empty.</param>
    /// <param name="derived">The changes of the alert with this id.</param>
    public static IReadOnlyList<string> Between(IReadOnlyList<Alert> stored, IReadOnlyList<AlertChange> derived)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(derived);
        if (derived.Count == 0)
        {
            return ["the rules raise no such alert from these readings"];
        }

        var differences = new List<string>();
        var (was, now) = (stored[0], derived[0].Alert);
        void Compare(string what, object? before, object? after)
        {
            if (!Equals(before, after))
            {
                differences.Add($"{what}: stored {before ?? "none"}, derived {after ?? "none"}");
            }
        }

        Compare("rule", $"{was.Pack}/{was.Rule}", $"{now.Pack}/{now.Rule}");
        Compare("pack", was.PackHash, now.PackHash);
        Compare("class", was.Class, now.Class);
        Compare("priority", was.Priority, now.Priority);
        Compare("critical", was.Critical, now.Critical);
        Compare("late", was.Late, now.Late);
        Compare("questionable", was.Questionable, now.Questionable);
        Compare("test", was.Test, now.Test);
        Compare("device", was.Device, now.Device);
        Compare("kind", was.Kind, now.Kind);
        Compare("measure", was.Measure, now.Measure);
        Compare("value", was.Value, now.Value);
        Compare("limit", was.Limit, now.Limit);
        Compare("time of the reading", was.ReadingTime, now.ReadingTime);
        Compare("evidence", string.Join("; ", was.Evidence), string.Join("; ", now.Evidence));
        Compare("limits in force", string.Join("; ", was.Limits), string.Join("; ", now.Limits));
        var (before, after) = (Life(stored[^1].History), Life(derived[^1].Alert.History));
        for (var i = 0; i < Math.Max(before.Count, after.Count); i++)
        {
            if (before.ElementAtOrDefault(i) != after.ElementAtOrDefault(i))
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"change {i + 1}: stored {before.ElementAtOrDefault(i) ?? "none"}, derived {after.ElementAtOrDefault(i) ?? "none"}"));
                break;
            }
        }

        return differences;
    }

    private static List<string> Life(IReadOnlyList<AlertHistoryEntry> history) =>
    [
        .. history.Where(h => h.Change != AlertChangeKind.MarkedForReview).Select(h => $"{AlertChangeText.Word(h.Change)} {h.Priority}{(h.By is null ? "" : $" by {h.By}")}"),
    ];
}
