using Rpm.Dashboard.Charts;
using Rpm.Rules.Statistics;

namespace Rpm.Dashboard.Patients;

/// <summary>Oxygen saturation and the oximeter's pulse, over the time shown.</summary>
/// <param name="Limit">The limit that the statistics count against, in percent.</param>
public sealed record SaturationPanel(ChartModel Chart, ChartModel? Pulse, SaturationStatistics Statistics, double Limit);
