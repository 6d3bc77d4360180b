using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alerts;

/// <summary>A stored change. Sequence: 1, 2, 3…, the event id of the alert stream.</summary>
internal sealed record AlertLogEntry(long Sequence, AlertChange Change);
