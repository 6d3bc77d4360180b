namespace Rpm.Telemetry;

/// <summary>One element of a frame that could not be used, with whatever of it could still be read.</summary>
/// <param name="Index">Place in the array; 0 for a single reading; -1 where the frame itself could not be read.</param>
/// <param name="Reason">The contract's reject code.</param>
/// <param name="Waits">For <see cref="RejectReason.Waiting"/>: how long the reading that it completes is waited for.</param>
/// <param name="Detail">What was wrong, for an integrator: member, value's shape and the rule it broke. At most one line.</param>
public sealed record Rejection(
    int Index, RejectReason Reason, string Detail, string? Device = null, Kind? Kind = null, Instant? Time = null, string? Id = null, Instant? Waits = null);
