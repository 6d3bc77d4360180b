using Rpm.Rules.Alerts;
using Rpm.Rules.Language;
using Rpm.Telemetry;
using YamlDotNet.RepresentationModel;

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
        var renotify = section.Span("renotify");
        var reviewWithin = section.Span("reviewWithin");
        var hold = Hold(section);
        var unanswered = section.Span("unanswered");
        var kindNames = section.NameOrNames("kind");
        var when = section.Condition("when", required: true);
        var immediately = section.Condition("immediately");
        var clear = section.Child("clear");
        var clearWhen = clear?.Condition("when", required: true);
        var clearHold = clear is null ? new RuleHold(TimeSpan.Zero, 2, 0, TimeSpan.Zero, TimeSpan.Zero) : Hold(clear);
        clear?.Close();
        var kinds = KindsOf(kindNames, faults);
        var (raise, raiseWhen) = Raise(section.Child("raise"));
        section.Close();

        var (silence, refused) = when is { } alone ? Alone(alone.Expression, alone.Node, faults) : (null, null);
        var scored = when is { } first && IsScored(first.Expression);
        if (silence is not null)
        {
            kinds = [silence.Kind];
        }
        else if (refused is null)
        {
            foreach (var condition in new[] { when, immediately, clearWhen, raiseWhen })
            {
                if (condition is { } given && !IsAlone(given.Expression))
                {
                    new ConditionChecker(parameters, kinds, given.Node, faults, critical).Check(given.Expression);
                }
            }

            CheckKinds(when, kinds, kindNames.Count > 0, scored, faults);
        }

        if (silence is not null || refused is not null)
        {
            foreach (var (extra, what) in new[] { (immediately?.Node, "immediately"), (clear?.Node as YamlNode, "clear"), (raiseWhen?.Node, "raise.when") })
            {
                if (extra is not null)
                {
                    faults.Add(extra, $"'{what}' has no place in a rule about readings that do not come or are refused.");
                }
            }
        }

        CheckHold(section, hold);
        if (clearHold.Of > 0)
        {
            faults.Add(clear!.Node, "'clear' counts readings in a row.");
        }

        if (faults.Count > before || when is null)
        {
            return null;
        }

        var gap = refused is null ? DefaultGap(kinds) : TimeSpan.FromDays(1);
        var rule = new RuleDefinition
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
            Renotify = renotify,
            ReviewWithin = reviewWithin,
            When = when.Value.Node.Value!.Trim(),
            Condition = when.Value.Expression,
            Kinds = refused is null ? [.. kinds.Order()] : [],
            Immediately = immediately?.Expression,
            Hold = WithGap(hold, gap),
            Clear = clearWhen?.Expression,
            ClearHold = WithGap(clearHold, gap),
            Raise = raise,
            Unanswered = unanswered,
            Silence = silence,
            Refused = refused,
            Scored = scored,
        };
        Warn(section, rule, clear is not null);
        return rule;
    }

    private static AlertPriority Priority(YamlSection section, string key) =>
        section.Word(key, true, ("low", AlertPriority.Low), ("medium", AlertPriority.Medium), ("high", AlertPriority.High));

    private static RuleHold Hold(YamlSection section)
    {
        var (readings, of) = section.CountOf("readings");
        return new(section.Span("for") ?? TimeSpan.Zero, readings, of, section.Span("apart") ?? TimeSpan.Zero, section.Span("gap") ?? TimeSpan.Zero);
    }

    private static (RuleRaise?, (Expression Expression, YamlScalarNode Node)?) Raise(YamlSection? section)
    {
        if (section is null)
        {
            return (null, null);
        }

        var when = section.Condition("when");
        var raise = new RuleRaise(Priority(section, "to"), when?.Expression, section.Span("apart"), section.Span("within"));
        section.Close();
        if (raise is { When: null, Apart: null, Within: null })
        {
            section.Faults.Add(section.Node, "'raise' needs 'when', 'apart' or 'within'.");
        }

        return (raise, when);
    }

    private static HashSet<Kind> KindsOf(IReadOnlyList<YamlScalarNode> names, FaultList faults)
    {
        var kinds = new HashSet<Kind>();
        foreach (var name in names)
        {
            if (Kinds.TryParse(name.Value, out var kind))
            {
                kinds.Add(kind);
            }
            else
            {
                faults.Add(name, $"'{name.Value}' is not a kind.");
            }
        }

        return kinds.Count > 0 ? kinds : [.. Kinds.All.Select(k => k.Kind)];
    }

    private static bool IsAlone(Expression expression) => expression is SilentExpression or StaleExpression or UnmeasuredExpression or RefusedExpression;

    private static bool IsScored(Expression expression) =>
        expression.All().OfType<CompareExpression>().Any(c => c.Term is NameTerm { Name: Functions.Score or Functions.SingleScore });

    /// <summary>A condition that stands alone: what does not come, or what was refused.</summary>
    private static (SilenceDefinition?, RejectReason?) Alone(Expression expression, YamlScalarNode node, FaultList faults)
    {
        switch (expression)
        {
            case SilentExpression silent when Kinds.TryParse(silent.Kind, out var kind) && Durations.TryParse(silent.After, out var after):
                return (new SilenceDefinition(kind, after, null), null);
            case StaleExpression stale when Kinds.TryParse(stale.Kind, out var kind) && Kinds.Of(kind).LateAfter is { } bound:
                return (new SilenceDefinition(kind, bound, null), null);
            case UnmeasuredExpression by when Kinds.TryParse(by.Kind, out var kind) && Functions.MinuteOfDay(by.By) is { } minute:
                return (new SilenceDefinition(kind, TimeSpan.FromDays(1), TimeSpan.FromMinutes(minute)), null);
            case RefusedExpression refused when RejectReasons.TryParse(refused.Reason, out var reason):
                return (null, reason);
            case RefusedExpression refused:
                faults.Add(node, $"'{refused.Reason}' is not a reject code.");
                return (null, null);
            case SilentExpression or StaleExpression or UnmeasuredExpression:
                faults.Add(node, $"'{expression.Canonical()}' needs a kind that can be late, and a span or a time of day.");
                return (null, null);
            default:
                return (null, null);
        }
    }

    private static void CheckKinds((Expression Expression, YamlScalarNode Node)? when, HashSet<Kind> kinds, bool named, bool scored, FaultList faults)
    {
        if (when is not { } given || IsAlone(given.Expression))
        {
            return;
        }

        if (kinds.Count is 0)
        {
            faults.Add(given.Node, "No kind of reading carries all of these together.");
        }
        else if (!named && !scored && kinds.Count == Kinds.All.Count)
        {
            faults.Add(given.Node, "Name the 'kind' that this rule is about.");
        }
    }

    private static void CheckHold(YamlSection section, RuleHold hold)
    {
        if (hold.Of > 0 && (hold.For > TimeSpan.Zero || hold.Apart > TimeSpan.Zero))
        {
            section.Faults.Add(section.Node, $"'readings: {hold.Readings} of {hold.Of}' counts readings; 'for' and 'apart' have no place beside it.");
        }
    }

    private static void Warn(YamlSection section, RuleDefinition rule, bool hasClear)
    {
        // A score never clears by itself, whatever the pack says.
        if (!hasClear && rule.Silence is null && rule.Refused is null && !rule.Scored)
        {
            section.Faults.Warn(section.Node, $"'{rule.Id}' has no 'clear': two good readings end it, and it may flap around its limit.");
        }

        if (rule.Hold.For > TimeSpan.Zero && rule.Kinds.Count > 0 && rule.Kinds.All(IsSpot))
        {
            section.Faults.Warn(section.Node, $"'{rule.Id}' holds 'for' a span, but {string.Join(", ", rule.Kinds.Select(Kinds.Name))} is measured now and then: count 'readings'.");
        }
    }

    private static RuleHold WithGap(RuleHold hold, TimeSpan gap) => hold.Gap == TimeSpan.Zero ? hold with { Gap = gap } : hold;

    private static bool IsSpot(Kind kind) => kind is not (Kind.Cgm or Kind.PulseOximetry or Kind.HeartRate or Kind.Status);

    // Three missed readings of a continuous kind; a spot kind is measured when somebody thinks of it.
    private static TimeSpan DefaultGap(HashSet<Kind> kinds) =>
        kinds.Contains(Kind.Cgm) ? TimeSpan.FromMinutes(15)
        : kinds.Overlaps([Kind.PulseOximetry, Kind.HeartRate]) ? TimeSpan.FromMinutes(2)
        : TimeSpan.FromDays(7);
}
