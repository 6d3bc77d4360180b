namespace Rpm.Rules.Statistics;

/// <summary>Glucose in one hour of the patient's day over a period; the percentiles are null where too few days have a reading in it.</summary>
/// <param name="Hour">0 to 23: from this full hour to the next.</param>
/// <param name="Readings">How many readings.</param>
/// <param name="Days">Local days with a reading in the hour.</param>
public sealed record GlucoseHour(int Hour, int Readings, int Days, double? P5, double? P25, double? Median, double? P75, double? P95);
