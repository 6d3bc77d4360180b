using Rpm.Rules.Alerts;
using Rpm.Rules.Monitoring;
using Rpm.Rules.Plans;
using Rpm.Telemetry;

namespace Rpm.Rules.Scenarios;

/// <summary>Something that happens in a scenario, at a time.</summary>
internal abstract record ScenarioInput(Instant At);

/// <summary>A reading arrives.</summary>
internal sealed record ReadingArrives(Instant At, JudgedReading Reading) : ScenarioInput(At);

/// <summary>A reading arrives that the engine does not take.</summary>
internal sealed record ReadingIsRefused(Instant At, string Device, RejectReason Reason, long Position = 0) : ScenarioInput(At);

/// <summary>The patient begins or ends to wear a device.</summary>
/// <param name="Device">Null = none of the kind is worn any more.</param>
internal sealed record DeviceIsWorn(Instant At, Kind Kind, string? Device, Instant Until, long Position = 0) : ScenarioInput(At);

/// <summary>A person acts on a rule's alert.</summary>
/// <param name="Action">The alert's id is filled in when it happens.</param>
/// <param name="Refused">Whether the scenario says that the action must be refused.</param>
internal sealed record PersonActs(Instant At, RuleName Rule, bool Test, AlertAction Action, bool Refused, int Line, int Column, string Text) : ScenarioInput(At);

/// <summary>Monitoring pauses, or goes on.</summary>
internal sealed record MonitoringPauses(Instant At, Instant? Until) : ScenarioInput(At);

/// <summary>The patient's own limit is set.</summary>
internal sealed record LimitChanges(Instant At, RulePlan Plan) : ScenarioInput(At);
