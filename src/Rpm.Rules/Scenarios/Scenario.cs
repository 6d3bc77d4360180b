using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Scenarios;

/// <summary>A story of readings and what people do, with what the rules must make of it. Read by <see cref="ScenarioLoader"/>.</summary>
public sealed class Scenario
{
    internal Scenario()
    {
    }

    public required string Title { get; init; }

    /// <summary>The file it stands in.</summary>
    public required string File { get; init; }

    /// <summary>Its first line there.</summary>
    public required int Line { get; init; }

    /// <summary>The packs under test.</summary>
    public required IReadOnlyList<RulePack> Packs { get; init; }

    /// <summary>The patient; the packs are assigned to it whatever their cohorts.</summary>
    public required PatientContext Patient { get; init; }

    internal ScenarioClock Clock { get; init; } = null!;

    /// <summary>In the order in which they happen.</summary>
    internal IReadOnlyList<ScenarioInput> Inputs { get; init; } = [];

    /// <summary>In the order of the file.</summary>
    internal IReadOnlyList<Expectation> Expectations { get; init; } = [];

    /// <summary>The last moment that is looked at.</summary>
    internal Instant End { get; init; }
}
