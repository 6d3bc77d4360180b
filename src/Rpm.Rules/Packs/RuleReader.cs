using Rpm.Rules.Alerts;
using Rpm.Rules.Language;
using Rpm.Telemetry;

namespace Rpm.Rules.Packs;

/// <summary>Reads one rule of a pack and checks its conditions against the catalogue of measures and the pack's parameters.</summary>
internal static class RuleReader
{
    public static RuleDefinition? Read(YamlSection section, IReadOnlyList<RuleParameter> parameters)
    {
        var faults = section.Faults;
        var before = faults.Count;
        var id = section.Name("id");
        var title = section.Text("title");
        var source = section.Text("source");
        var action = section.OptionalText("action");
        var alertClass = section.Word("class", true, ("physiological", AlertClass.Physiological), ("technical", AlertClass.Technical));
        var priority = Priority(section, "priority");
        var critical = section.Flag("critical");
        var latching = section.Flag("latching");
        var reack = section.Span("reack");
        var escalate = section.Span("escalate");
        var hold = Hold(section, "for", "readings", 1);
        var unanswered = section.Span("unanswered");
        var kind = section.Scalar("kind");
        var when = section.Condition("when", required: true);
        var immediately = section.Condition("immediately");
        var clear = section.Child("clear");
        var clearWhen = clear?.Condition("when", required: true);
        var clearHold = clear is null ? new RuleHold(TimeSpan.Zero, 2, TimeSpan.Zero, TimeSpan.Zero) : Hold(clear, "for", "readings", 1);
        clear?.Close();
        var raise = Raise(section.Child("raise"));
        section.Close();

        var kinds = new HashSet<Kind>(Kinds.All.Select(k => k.Kind));
        if (kind is not null)
        {
            if (Kinds.TryParse(kind.Value, out var only))
            {
                kinds.IntersectWith([only]);
            }
            else
            {
                faults.Add(kind, $"'{kind.Value}' is not a kind.");
            }
        }

        TimeSpan? silent = null;
        if (when is { Expression: SilentExpression silence } silentWhen)
        {
            if (!Kinds.TryParse(silence.Kind, out var silentKind) || !Durations.TryParse(silence.After, out var after))
            {
                faults.Add(silentWhen.Node, $"'silent({silence.Kind}) > {silence.After}' needs a kind and a span.");
                return null;
            }

            (silent, kinds) = (after, [silentKind]);
        }
        else
        {
            foreach (var condition in new[] { when, immediately, clearWhen })
            {
                if (condition is { } given)
                {
                    new ConditionChecker(parameters, kinds, given.Node, faults).Check(given.Expression);
                }
            }

            if (when is not null && kinds.Count is 0)
            {
                faults.Add(when.Value.Node, "No kind of reading carries all of these together.");
            }
            else if (when is not null && kinds.Count == Kinds.All.Count)
            {
                faults.Add(when.Value.Node, "Name the 'kind' that this rule is about.");
            }
        }

        if (faults.Count > before || when is null)
        {
            return null;
        }

        var gap = DefaultGap(kinds);
        return new RuleDefinition
        {
            Id = id,
            Title = title,
            Source = source,
            Action = action,
            Class = alertClass,
            Priority = priority,
            Critical = critical,
            Latching = latching,
            Reack = reack,
            Escalate = escalate,
            When = when.Value.Node.Value!.Trim(),
            Condition = when.Value.Expression,
            Kinds = [.. kinds.Order()],
            Immediately = immediately?.Expression,
            Hold = WithGap(hold, gap),
            Clear = clearWhen?.Expression,
            ClearHold = WithGap(clearHold, gap),
            Raise = raise,
            Unanswered = unanswered,
            SilentAfter = silent,
        };
    }

    private static AlertPriority Priority(YamlSection section, string key) =>
        section.Word(key, true, ("low", AlertPriority.Low), ("medium", AlertPriority.Medium), ("high", AlertPriority.High));

    private static RuleHold Hold(YamlSection section, string span, string readings, int least) => new(
        section.Span(span) ?? TimeSpan.Zero, section.Count(readings) ?? least, section.Span("apart") ?? TimeSpan.Zero, section.Span("gap") ?? TimeSpan.Zero);

    private static RuleRaise? Raise(YamlSection? section)
    {
        if (section is null)
        {
            return null;
        }

        var raise = new RuleRaise(
            Priority(section, "to"), section.Span("apart") ?? TimeSpan.Zero, section.Span("within", required: true) ?? TimeSpan.Zero);
        section.Close();
        return raise;
    }

    private static RuleHold WithGap(RuleHold hold, TimeSpan gap) => hold.Gap == TimeSpan.Zero ? hold with { Gap = gap } : hold;

    // Three missed readings of a continuous kind; a spot kind is measured when somebody thinks of it.
    private static TimeSpan DefaultGap(HashSet<Kind> kinds) =>
        kinds.Contains(Kind.Cgm) ? TimeSpan.FromMinutes(15)
        : kinds.Overlaps([Kind.PulseOximetry, Kind.HeartRate]) ? TimeSpan.FromMinutes(2)
        : TimeSpan.FromDays(7);
}
