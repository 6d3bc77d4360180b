using Rpm.Dashboard.Charts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>Any other measure of a kind.</summary>
public sealed record MeasurePanel(Kind Kind, ChartModel Chart);
