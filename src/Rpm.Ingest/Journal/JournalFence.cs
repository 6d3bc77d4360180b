using Rpm.Telemetry;

namespace Rpm.Ingest.Journal;

/// <summary>
/// The promise that no group to come will carry a time before <see cref="At"/>, and that all groups up to <see cref="Group"/> were
/// published when it was given. Timers may run up to <see cref="At"/> once those groups are applied: a replay, which runs a timer before
/// the first group at or behind its deadline, then does the same.
/// </summary>
internal readonly record struct JournalFence(long Group, Instant At);
