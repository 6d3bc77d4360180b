using System.Collections.Immutable;
using System.Globalization;
using Rpm.Rules.Language;
using Rpm.Rules.Packs;
using Rpm.Telemetry;

namespace Rpm.Rules.Plans;

/// <summary>The rules that apply to a patient, with the limits in force. Immutable; patients who differ in nothing that matters to them share one.</summary>
public sealed class RulePlan
{
    private readonly KindPlan[] _streams;

    private RulePlan(PlanRules core, IReadOnlyList<PlanFault> faults, PatientTraits traits) =>
        (Core, _streams, Faults, Traits) = (core, core.Streams, faults, traits);

    /// <summary>Patient's limits that could not be used; the defaults are in force instead. To be shown, not swallowed.</summary>
    public IReadOnlyList<PlanFault> Faults { get; }

    internal PlanRules Core { get; }

    internal PatientTraits Traits { get; }

    internal ImmutableArray<CompiledRule> Rules => Core.Rules;

    internal ImmutableArray<CompiledRule> Silences => Core.Silences;

    /// <summary>Compiles the packs that apply to such a patient.</summary>
    public static RulePlan Create(IReadOnlyList<RulePack> packs, PatientContext patient)
    {
        ArgumentNullException.ThrowIfNull(packs);
        ArgumentNullException.ThrowIfNull(patient);
        var faults = new List<PlanFault>();
        var rules = new List<CompiledRule>();
        var windows = new WindowTable();
        foreach (var pack in packs.Where(p => p.AppliesTo(patient)).OrderBy(p => p.Id, StringComparer.Ordinal).DistinctBy(p => p.Id))
        {
            var limits = pack.Parameters.ToDictionary(p => p.Name, p => InForce(pack, p, patient, faults), StringComparer.Ordinal);
            foreach (var rule in pack.Rules)
            {
                rules.Add(RuleCompiler.Compile(rules.Count, pack, rule, limits, windows));
            }
        }

        foreach (var limit in patient.Limits.Keys.Order(StringComparer.Ordinal))
        {
            if (!packs.Any(p => p.Parameters.Any(q => $"{p.Id}/{q.Name}" == limit)))
            {
                faults.Add(new PlanFault(limit, "There is no such parameter."));
            }
        }

        return new RulePlan(new PlanRules(rules, windows.Specs), faults, PatientTraits.Of(patient));
    }

    /// <summary>The same rules and limits for a patient with other traits.</summary>
    internal RulePlan For(PatientTraits traits) => traits == Traits ? this : new RulePlan(Core, Faults, traits);

    internal KindPlan Of(Kind stream) => _streams[(int)stream];

    /// <summary>Place of a rule among those of a stream; -1 where it does not judge it.</summary>
    internal int PlaceOf(int rule, Kind stream) => Of(stream).Places[rule];

    internal CompiledRule? Find(string pack, string rule) => Core.Find(pack, rule);

    internal static RuleLimit InForce(RulePack pack, RuleParameter parameter, PatientContext patient, List<PlanFault> faults)
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
