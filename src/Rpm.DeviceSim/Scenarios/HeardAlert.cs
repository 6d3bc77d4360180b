namespace Rpm.DeviceSim.Scenarios;

/// <summary>A state of an alert as it was heard on its topic.</summary>
/// <param name="Rule">Pack and rule.</param>
/// <param name="At">When it was heard.</param>
/// <param name="Latency">From the time of the reading that it is about; null where it is about none.</param>
internal sealed record HeardAlert(string Id, string Device, string Rule, string Priority, DateTimeOffset At, TimeSpan? Latency);
