using System.Globalization;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Scenarios;

/// <summary>What is said of an alert; what is not said may be anything.</summary>
internal sealed class ExpectedAlert
{
    public const string Words =
        "none, active, resolved, high, medium, low, acknowledged, unacknowledged, late, on-time, questionable, test, snoozed, review, technical, physiological, "
        + "tier N, value N UNIT, limit N UNIT, by NAME";

    private readonly List<(string Word, Func<Alert, bool> Holds)> _conditions = [];

    /// <summary>There was no alert yet.</summary>
    public bool None { get; private set; }

    /// <summary>True = active, false = resolved, null = not said.</summary>
    public bool? Active { get; private set; }

    /// <summary>It is about the alert of test readings.</summary>
    public bool Test { get; private set; }

    /// <summary>Reads the words behind the rule's name; false with the word that is not one.</summary>
    public static bool TryParse(Queue<string> words, out ExpectedAlert expected, out string error)
    {
        (expected, error) = (new ExpectedAlert(), "");
        if (words.Count == 0)
        {
            error = $"Say how the rule stands: {Words}.";
            return false;
        }

        while (words.TryDequeue(out var word))
        {
            if (!expected.Take(word, words))
            {
                error = $"'{word}' does not say how an alert stands: {Words}.";
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the rule's newest alert is as expected; null = there is none.</summary>
    public bool Matches(Alert? alert) => None ? alert is null : alert is not null && _conditions.TrueForAll(c => c.Holds(alert));

    /// <summary>An alert in the same words.</summary>
    public static string Describe(Alert? alert) => alert is null
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{(alert.Active ? "active" : "resolved")} {Lower(alert.Priority)} {(alert.Acknowledged ? "acknowledged" : "unacknowledged")}")
          + (alert.Late ? " late" : "") + (alert.Questionable ? " questionable" : "") + (alert.Test ? " test" : "") + (alert.SnoozedUntil is null ? "" : " snoozed")
          + (alert.Review ? " review" : "") + (alert.Tier > 1 ? string.Create(CultureInfo.InvariantCulture, $" tier {alert.Tier}") : "")
          + (alert.Value is { } value ? $" value {value}" : "") + (alert.Limit is { } limit ? $" limit {limit}" : "");

    private static string Lower(AlertPriority priority) => priority switch { AlertPriority.High => "high", AlertPriority.Medium => "medium", _ => "low" };

    private bool Take(string word, Queue<string> rest)
    {
        switch (word)
        {
            case "none":
                None = true;
                return _conditions.Count == 0 && rest.Count == 0;
            case "active" or "resolved":
                Active = word == "active";
                return Add(word, a => a.Active == Active);
            case "high" or "medium" or "low":
                return Add(word, a => Lower(a.Priority) == word);
            case "acknowledged" or "unacknowledged":
                return Add(word, a => a.Acknowledged == (word == "acknowledged"));
            case "late" or "on-time":
                return Add(word, a => a.Late == (word == "late"));
            case "questionable":
                return Add(word, a => a.Questionable);
            case "test":
                Test = true;
                return Add(word, a => a.Test);
            case "snoozed":
                return Add(word, a => a.SnoozedUntil is not null);
            case "review":
                return Add(word, a => a.Review);
            case "technical" or "physiological":
                return Add(word, a => (a.Class == AlertClass.Technical) == (word == "technical"));
            case "tier":
                return rest.TryDequeue(out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var tier) && Add(word, a => a.Tier == tier);
            case "value":
                return TryTake(rest, out var value) && Add(word, a => a.Value is { } v && Same(v, value));
            case "limit":
                return TryTake(rest, out var limit) && Add(word, a => a.Limit is { } l && Same(l, limit));
            case "by":
                return rest.TryDequeue(out var who) && Add(word, a => a.AcknowledgedBy == who);
            default:
                return false;
        }
    }

    private bool Add(string word, Func<Alert, bool> holds)
    {
        _conditions.Add((word, holds));
        return !None;
    }

    private static bool TryTake(Queue<string> rest, out Quantity quantity)
    {
        quantity = default;
        return rest.TryDequeue(out var number) && rest.TryDequeue(out var unit) && Quantity.TryParse($"{number} {unit}", out quantity);
    }

    private static bool Same(Quantity a, Quantity b) => a.Unit == b.Unit && a.ToDecimal() == b.ToDecimal();
}
