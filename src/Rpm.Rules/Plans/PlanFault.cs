namespace Rpm.Rules.Plans;

/// <summary>A patient's limit that could not be used; the pack's default is in force instead.</summary>
/// <param name="Limit"><c>pack/parameter</c>, or <c>spo2-target</c>.</param>
public sealed record PlanFault(string Limit, string Message);
