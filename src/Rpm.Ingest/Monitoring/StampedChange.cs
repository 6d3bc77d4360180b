using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Monitoring;

/// <summary>An alert change and the journal position at which it came about, for one order over all shards.</summary>
internal readonly record struct StampedChange(long Position, AlertChange Change);
