using Rpm.Dashboard.Charts;
using Rpm.Rules.Statistics;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>Continuous glucose.</summary>
/// <param name="Statistics">Of the statistics period, which is never shorter than 14 days.</param>
/// <param name="ByTimeOfDay">Of the same period.</param>
/// <param name="Parts">Time in range as parts that sum to 100; null where the readings do not suffice.</param>
/// <param name="PeriodDays">Days of the statistics period.</param>
public sealed record GlucosePanel(
    ChartModel Chart, GlucoseStatistics Statistics, GlucoseByTimeOfDay ByTimeOfDay, IReadOnlyList<SharePart>? Parts, IReadOnlyList<ChartBand> Bands, int PeriodDays, Unit Unit, bool Mixed);
