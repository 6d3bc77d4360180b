using Rpm.Rules.Language;
using Rpm.Rules.Windows;

namespace Rpm.Rules.Plans;

/// <summary>The part of a plan that readings of one stream are judged by.</summary>
internal sealed class KindPlan
{
    public KindPlan(IReadOnlyList<CompiledRule> all, CompiledRule[] rules, IReadOnlyList<WindowSpec> windows)
    {
        Rules = rules;
        Hashes = [.. rules.Select(r => r.Hash)];
        Places = [.. all.Select(r => Array.IndexOf(rules, r))];
        var used = rules.SelectMany(r => r.Windows).Distinct().Order().ToArray();
        Windows = [.. used.Select(w => windows[w])];
        WindowPlaces = [.. windows.Select((_, number) => Array.IndexOf(used, number))];
        Bounded = new uint[rules.Length];
        var restless = new List<int>();
        for (var place = 0; place < rules.Length; place++)
        {
            // A rule that computes something is looked at with every reading: to keep its measures out of the band would leave no band.
            var own = new CalmBand();
            if (rules[place].Windows.Length == 0 && Narrow(own, rules[place]) && Narrow(Calm, rules[place]))
            {
                Bounded[place] = own.Bounded;
            }
            else
            {
                restless.Add(place);
                Bounded[place] = uint.MaxValue;
            }
        }

        Calm.Seal();
        Restless = [.. restless];
    }

    /// <summary>Milliseconds after which a reading is late; <see cref="long.MaxValue"/> = never.</summary>
    public long LateAfter { get; init; } = long.MaxValue;

    /// <summary>The rules about readings of this kind that do not come.</summary>
    public CompiledRule[] Silences { get; init; } = [];

    /// <summary>Whether readings of it are parts of a score that a rule asks for.</summary>
    public bool Scored { get; init; }

    /// <summary>Whether a rule asks what became of a device's readings at the door.</summary>
    public bool WatchesIntake { get; init; }

    /// <summary>The rules, in the plan's order.</summary>
    public CompiledRule[] Rules { get; }

    /// <summary>Their hashes, in the same order.</summary>
    public string[] Hashes { get; }

    /// <summary>By index of a rule of the plan: its place here, or -1.</summary>
    public int[] Places { get; }

    /// <summary>The windows that a series of this stream keeps.</summary>
    public WindowSpec[] Windows { get; }

    /// <summary>By number of a window of the plan: its place here, or -1.</summary>
    public int[] WindowPlaces { get; }

    /// <summary>Values of which no rule's condition is true, the restless ones apart.</summary>
    public CalmBand Calm { get; } = new();

    /// <summary>By place of a rule: the measures, a bit each, of which one must lie outside the calm band for it to be true. All, of a restless one.</summary>
    public uint[] Bounded { get; }

    /// <summary>Places of the rules that must be judged whatever a reading's values are.</summary>
    public int[] Restless { get; }

    private static bool Narrow(CalmBand band, CompiledRule rule) =>
        band.TryNarrow(rule.Condition) && (rule.Immediately is not { } immediately || band.TryNarrow(immediately));
}
