using System.Collections.Concurrent;
using Rpm.Rules.Packs;

namespace Rpm.Rules.Plans;

/// <summary>The plans made of one set of active packs: patients with the same packs and limits share one. Safe for several threads.</summary>
public sealed class RulePlanSet(IReadOnlyList<RulePack> packs)
{
    private readonly ConcurrentDictionary<string, RulePlan> _plans = new(StringComparer.Ordinal);

    public IReadOnlyList<RulePack> Packs { get; } = packs;

    /// <summary>The plan of such a patient.</summary>
    public RulePlan For(PatientContext patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var applying = Packs.Where(p => p.AppliesTo(patient)).Select(p => p.Id).Order(StringComparer.Ordinal);
        var limits = patient.Limits.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}");
        var target = patient.Spo2Target is { } t ? $"{t.Low} {!string.IsNullOrWhiteSpace(t.Prescriber)}" : "";
        return _plans.GetOrAdd($"{string.Join(';', applying)}\n{string.Join('\n', limits)}\n{target}", _ => RulePlan.Create(Packs, patient))
            .For(PatientTraits.Of(patient));
    }
}
