using Rpm.Telemetry;

namespace Rpm.Ingest.Alerts;

/// <summary>How far the alert topics are, for health and metrics.</summary>
/// <param name="Published">Sequence of the last change that the broker has.</param>
/// <param name="Pending">Changes that it does not have yet.</param>
/// <param name="FailingSince">Since when the broker takes nothing; null while it does.</param>
/// <param name="Failures">Attempts that failed, since start.</param>
/// <param name="Reconciled">How often the retained alerts were made the same as the open ones, since start.</param>
internal sealed record AlertPublisherState(long Published, long Pending, Instant? FailingSince, long Failures, int Reconciled);
