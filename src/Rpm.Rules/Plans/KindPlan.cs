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
        var restless = new List<int>();
        for (var place = 0; place < rules.Length; place++)
        {
            // A rule that computes something is looked at with every reading: to keep its measures out of the band would leave no band.
            if (rules[place].Windows.Length > 0 || !(Calm.TryNarrow(rules[place].Condition) && (rules[place].Immediately is not { } at || Calm.TryNarrow(at))))
            {
                restless.Add(place);
            }
        }

        Restless = [.. restless];
    }

    /// <summary>Milliseconds after which a reading is late; <see cref="long.MaxValue"/> = never.</summary>
    public long LateAfter { get; init; } = long.MaxValue;

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

    /// <summary>Places of the rules that must be judged whatever a reading's values are.</summary>
    public int[] Restless { get; }
}
