namespace Rpm.Dashboard.Operations;

/// <summary>A store behind the journal.</summary>
/// <param name="State">"running", or why it is not.</param>
public sealed record FollowerNumbers(string Name, bool Counts, long Written, long Rejected, long Pending, TimeSpan Lag, string State, bool Well);
