using System.Collections.Immutable;
using System.Globalization;
using Rpm.Rules.Language;
using Rpm.Rules.Packs;
using Rpm.Telemetry;

namespace Rpm.Rules.Plans;

/// <summary>The rules that apply to a patient, with the limits in force. Immutable; shared by all patients it fits.</summary>
public sealed class RulePlan
{
    private readonly CompiledRule[][] _byKind;
    private readonly int[][] _places;
    private readonly string[][] _hashes;

    private RulePlan(IReadOnlyList<CompiledRule> rules, IReadOnlyList<PlanFault> faults)
    {
        Rules = [.. rules];
        Faults = faults;
        Silences = [.. rules.Where(r => r.Definition.SilentAfter is not null)];
        var kinds = Kinds.All.Max(k => (int)k.Kind) + 1;
        _byKind = new CompiledRule[kinds][];
        _places = new int[kinds][];
        _hashes = new string[kinds][];
        for (var kind = 0; kind < kinds; kind++)
        {
            var judging = rules.Where(r => r.Definition.SilentAfter is null && r.Definition.Kinds.Contains((Kind)kind)).ToArray();
            _byKind[kind] = judging;
            _hashes[kind] = [.. judging.Select(r => r.Hash)];
            _places[kind] = [.. rules.Select(r => Array.IndexOf(judging, r))];
        }
    }

    /// <summary>Patient's limits that could not be used; the defaults are in force instead. To be shown, not swallowed.</summary>
    public IReadOnlyList<PlanFault> Faults { get; }

    internal ImmutableArray<CompiledRule> Rules { get; }

    internal ImmutableArray<CompiledRule> Silences { get; }

    /// <summary>Compiles the packs that apply to such a patient.</summary>
    public static RulePlan Create(IReadOnlyList<RulePack> packs, PatientContext patient)
    {
        var faults = new List<PlanFault>();
        var rules = new List<CompiledRule>();
        foreach (var pack in packs.Where(p => p.AppliesTo(patient)).OrderBy(p => p.Id, StringComparer.Ordinal).DistinctBy(p => p.Id))
        {
            var limits = pack.Parameters.ToDictionary(p => p.Name, p => InForce(pack, p, patient, faults), StringComparer.Ordinal);
            foreach (var rule in pack.Rules)
            {
                rules.Add(RuleCompiler.Compile(rules.Count, pack, rule, limits));
            }
        }

        foreach (var limit in patient.Limits.Keys.Order(StringComparer.Ordinal))
        {
            if (!packs.Any(p => p.Parameters.Any(q => $"{p.Id}/{q.Name}" == limit)))
            {
                faults.Add(new PlanFault(limit, "There is no such parameter."));
            }
        }

        return new RulePlan(rules, faults);
    }

    internal CompiledRule[] RulesOf(Kind kind) => _byKind[(int)kind];

    /// <summary>Their hashes, in the same order.</summary>
    internal string[] HashesOf(Kind kind) => _hashes[(int)kind];

    /// <summary>Place of a rule among <see cref="RulesOf"/>; -1 where it does not judge the kind.</summary>
    internal int PlaceOf(int rule, Kind kind) => _places[(int)kind][rule];

    internal CompiledRule? Find(string pack, string rule)
    {
        foreach (var candidate in Rules)
        {
            if (candidate.Pack.Id == pack && candidate.Definition.Id == rule)
            {
                return candidate;
            }
        }

        return null;
    }

    private static RuleLimit InForce(RulePack pack, RuleParameter parameter, PatientContext patient, List<PlanFault> faults)
    {
        var key = $"{pack.Id}/{parameter.Name}";
        if (patient.Limits.TryGetValue(key, out var text))
        {
            if (!CutPoint.TryParse(text, out var own, out var error))
            {
                faults.Add(new PlanFault(key, error));
            }
            else if (own.Dimension != parameter.DefaultCut.Dimension)
            {
                faults.Add(new PlanFault(key, $"'{text}' has the wrong unit, the default is {parameter.DefaultCut}."));
            }
            else if (!parameter.Allows(own = AsDefault(own.Completed(), parameter)))
            {
                faults.Add(new PlanFault(key, $"'{text}' is not between {parameter.MinCut} and {parameter.MaxCut}."));
            }
            else
            {
                return new RuleLimit(parameter.Name, own, true);
            }
        }

        if (parameter.FromSpo2Target && patient.Spo2Target is { } target)
        {
            var low = new CutPoint([new Quantity(target.Low, 0, Unit.Percent)]);
            if (string.IsNullOrWhiteSpace(target.Prescriber))
            {
                faults.Add(new PlanFault("spo2-target", "A target saturation needs its prescriber's name; it is not used."));
            }
            else if (!parameter.Allows(low))
            {
                faults.Add(new PlanFault("spo2-target", string.Create(CultureInfo.InvariantCulture, $"{target.Low} % is not between {parameter.MinCut} and {parameter.MaxCut}.")));
            }
            else
            {
                return new RuleLimit(parameter.Name, low, true);
            }
        }

        return new RuleLimit(parameter.Name, parameter.DefaultCut, false);
    }

    // A pressure limit may be set in kPa where the pack says mm[Hg]: offsets are added in the pack's unit.
    private static CutPoint AsDefault(CutPoint own, RuleParameter parameter) =>
        CutPoint.NeedsEachUnit(own.Dimension) || own.Quantities[0].Unit == parameter.DefaultCut.Quantities[0].Unit
            ? own
            : new CutPoint([own.In(parameter.DefaultCut.Quantities[0].Unit)!.Value]);
}
