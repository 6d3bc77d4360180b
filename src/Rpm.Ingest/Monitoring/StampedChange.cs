using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Monitoring;

/// <summary>An alert change with what puts it into one order over all shards, the same live and in a replay.</summary>
/// <param name="At">When it came about: its own time, but never before what had to happen first (the entry that made it due, the end of a hold).</param>
/// <param name="Position">The journal position at which it came about.</param>
/// <param name="Timer">Whether a timer made it; it then comes behind what the entry at this position did.</param>
internal readonly record struct StampedChange(Instant At, long Position, bool Timer, AlertChange Change);
