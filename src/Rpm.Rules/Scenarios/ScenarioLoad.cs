using Rpm.Rules.Packs;

namespace Rpm.Rules.Scenarios;

/// <summary>The scenarios of a file, and every fault in it; where there is a fault nothing of the file may be run.</summary>
public sealed record ScenarioLoad(IReadOnlyList<Scenario> Scenarios, IReadOnlyList<PackFault> Faults);
