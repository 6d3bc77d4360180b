using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;
using Rpm.Rules.Packs;

namespace Rpm.Ingest.Explanations;

/// <summary>Everything that an alert can be derived from again.</summary>
/// <param name="Versions">Every stored version, oldest first.</param>
/// <param name="Earlier">The patient's other alerts: what a person resolved began anew, and a silence has the priority of what is active.</param>
/// <param name="Kept">The pack under the alert's hash; null where it is not kept.</param>
/// <param name="Pack">The same, loaded; null where this engine does not load it.</param>
/// <param name="Changes">Of patient, limits, pauses and packs, in order.</param>
/// <param name="Readings">In the order of the journal, withdrawn ones too.</param>
internal sealed record AlertCase(
    IReadOnlyList<Alert> Versions, IReadOnlyList<Alert> Earlier, ActivePack? Kept, RulePack? Pack, IReadOnlyList<RegistryChanged> Changes, IReadOnlyList<StoredReading> Readings)
{
    public Alert First => Versions[0];

    public Alert Last => Versions[^1];
}
