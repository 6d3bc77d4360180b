using Rpm.Rules.Packs;
using Rpm.Telemetry;

namespace Rpm.Rules.Plans;

/// <summary>A parameter with the value that judges a patient's readings.</summary>
/// <param name="Value">For glucose one for each unit.</param>
public sealed record ParameterInForce(RuleParameter Parameter, IReadOnlyList<Quantity> Value, ParameterOrigin Origin)
{
    /// <summary>Every parameter of a pack that applies to such a patient, as a plan has it.</summary>
    public static IReadOnlyList<ParameterInForce> Of(RulePack pack, PatientContext patient)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(patient);
        var faults = new List<PlanFault>();
        return
        [
            .. pack.Parameters.Select(p =>
            {
                var limit = RulePlan.InForce(pack, p, patient, faults);
                var own = patient.Limits.ContainsKey($"{pack.Id}/{p.Name}") && !faults.Any(f => f.Limit == $"{pack.Id}/{p.Name}");
                return new ParameterInForce(
                    p, limit.Value.Quantities, !limit.PatientSpecific ? ParameterOrigin.Pack : own ? ParameterOrigin.Patient : ParameterOrigin.Prescribed);
            }),
        ];
    }
}
