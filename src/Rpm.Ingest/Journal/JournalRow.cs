using Rpm.Telemetry;

namespace Rpm.Ingest.Journal;

/// <summary>A commit as it lies in the file.</summary>
internal sealed record JournalRow(long Id, long First, long Last, Instant At, int Readings, Balance Balance, byte[] Body);
