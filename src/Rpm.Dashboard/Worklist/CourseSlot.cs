using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>Four minutes of a measure.</summary>
/// <param name="Time">Its beginning.</param>
/// <param name="Last">Its newest value.</param>
public readonly record struct CourseSlot(Instant Time, double Least, double Most, double Last);
