namespace Rpm.Telemetry;

/// <summary>An optional member that was left out of a reading, which is kept without it.</summary>
/// <param name="Reading">Place in <see cref="ReadingBatch.Readings"/>.</param>
/// <param name="Measure">The member.</param>
/// <param name="Reason">Why, for example <see cref="RejectReason.Implausible"/>.</param>
public readonly record struct DroppedMember(int Reading, Measure Measure, RejectReason Reason);
