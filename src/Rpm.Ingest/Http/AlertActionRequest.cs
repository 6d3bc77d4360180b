using System.Globalization;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>A checked request, or the code and the sentence that say what is wrong with it.</summary>
internal readonly record struct AlertActionRequest(AlertAction? Action, string Code, string Detail)
{
    /// <summary>Longest name of a person, in characters.</summary>
    public const int MaxName = 200;

    /// <summary>Longest note or reason, in characters.</summary>
    public const int MaxText = 4_000;

    /// <summary>
    /// Longest snooze. Our own bound, not a clinical number: a snooze that outlives a day is a changed limit, which has its
    /// own way with a prescriber's name.
    /// </summary>
    public static readonly TimeSpan MaxSnooze = TimeSpan.FromHours(24);

    public static AlertActionRequest Check(AlertActionKind kind, string alert, AlertActionBody body, Instant now)
    {
        if (string.IsNullOrWhiteSpace(body.By))
        {
            return Fault("missing-by", "\"by\" must say who acts.");
        }

        if (body.By.Length > MaxName || body.Assignee?.Length > MaxName || body.Note?.Length > MaxText || body.Reason?.Length > MaxText)
        {
            return Fault("too-long", $"\"by\" and \"assignee\" have at most {MaxName} characters, \"note\" and \"reason\" {MaxText}.");
        }

        var action = new AlertAction(kind, alert, Patient: "", body.By.Trim(), Blank(body.Note));
        return kind switch
        {
            AlertActionKind.Comment when action.Note is null => Fault("missing-note", "A comment needs a \"note\"."),
            AlertActionKind.Resolve when Blank(body.Reason) is null => Fault("missing-reason", "Resolving needs a \"reason\"."),
            AlertActionKind.Resolve => new(action with { Reason = Blank(body.Reason) }, "", ""),
            AlertActionKind.Assign => new(action with { Assignee = Blank(body.Assignee) }, "", ""),
            AlertActionKind.Snooze => Snooze(action, body, now),
            _ => new(action, "", ""),
        };
    }

    private static AlertActionRequest Snooze(AlertAction action, AlertActionBody body, Instant now)
    {
        Instant until;
        if (body.Minutes is { } minutes && body.Until is null)
        {
            if (minutes is < 1 or > 60 * 24)
            {
                return Fault("invalid-until", "\"minutes\" must be 1 to 1440.");
            }

            until = now + TimeSpan.FromMinutes(minutes);
        }
        else if (body.Minutes is null && body.Until is { } text)
        {
            if (!TryParse(text, out until))
            {
                return Fault("invalid-until", "\"until\" must be a time in ISO 8601 with an offset.");
            }
        }
        else
        {
            return Fault("missing-until", "A snooze needs either \"until\" or \"minutes\".");
        }

        return until <= now ? Fault("until-in-past", "\"until\" has passed.")
            : until - now > MaxSnooze ? Fault("until-too-far", "A snooze lasts at most 24 hours.")
            : new(action with { Until = until }, "", "");
    }

    // Without an offset the time would be read in the server's zone: an hour off is a silent hour.
    private static bool TryParse(string text, out Instant time)
    {
        var zoned = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
        var parsed = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value);
        time = Instant.From(value);
        return zoned && parsed;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static AlertActionRequest Fault(string code, string detail) => new(null, code, detail);
}
