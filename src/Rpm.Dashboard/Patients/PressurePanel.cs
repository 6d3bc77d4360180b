using Rpm.Dashboard.Charts;
using Rpm.Rules.Statistics;

namespace Rpm.Dashboard.Patients;

/// <summary>Blood pressure: ranges from diastolic to systolic, and the pulse beside it.</summary>
/// <param name="Pulse">The cuff's pulse; null where it sent none.</param>
/// <param name="Statistics">Of the statistics period, which is never shorter than 14 days.</param>
public sealed record PressurePanel(ChartModel Chart, ChartModel? Pulse, BloodPressureStatistics Statistics, int PeriodDays);
