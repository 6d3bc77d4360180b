namespace Rpm.DeviceSim.Scenarios;

/// <summary>An alert that a scenario must raise.</summary>
/// <param name="Rule">Pack and rule, as in <c>cgm/urgent-low</c>.</param>
/// <param name="Priority">The priority that it has by then.</param>
/// <param name="Earliest">When its condition can be there at the earliest, since the start of the scenario, on the body's clock.</param>
/// <param name="Latest">When it is there at the latest.</param>
/// <param name="Hold">How long the rule waits then, on the clock on the wall.</param>
internal sealed record ExpectedAlert(string Rule, string Priority, TimeSpan Earliest, TimeSpan Latest, TimeSpan Hold);
