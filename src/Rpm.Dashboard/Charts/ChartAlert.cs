using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Charts;

/// <summary>An alert on the time axis.</summary>
/// <param name="From">When its condition was measured, or when it was raised where no reading raised it.</param>
/// <param name="To">When it was resolved; null = it is active.</param>
/// <param name="Href">Where it is told why it was raised.</param>
public sealed record ChartAlert(string Id, string Title, AlertPriority Priority, Instant From, Instant? To, bool Acknowledged, bool Test, string Href);
