namespace Rpm.DeviceSim.Scenarios;

/// <summary>What became of one expected alert, or one that nobody expected.</summary>
/// <param name="Outcome"><c>raised</c>, <c>missed</c>, <c>false</c> or <c>pending</c> (the run ended before it was due).</param>
/// <param name="From">When it was expected at the earliest, seconds since the start; null of a false one.</param>
/// <param name="By">When at the latest.</param>
/// <param name="At">When it came, seconds since the start; null = it did not.</param>
internal sealed record AlertVerdict(string Device, string Rule, string Priority, string Outcome, double? From, double? By, double? At);
