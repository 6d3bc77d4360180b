using Rpm.Rules.Alerts;

namespace Rpm.Dashboard.Operations;

/// <summary>How soon the alerts of the last 24 hours were acknowledged.</summary>
/// <param name="Open">Nobody has yet.</param>
public sealed record AnswerTimes(AlertPriority Priority, int Acknowledged, int Open, TimeSpan? Median, TimeSpan? P90);
