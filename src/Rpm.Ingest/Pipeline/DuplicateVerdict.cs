namespace Rpm.Ingest.Pipeline;

/// <summary>What the duplicate check found.</summary>
/// <param name="Ordinal">For a new reading: its place among different readings of its device, kind and millisecond.</param>
internal readonly record struct DuplicateVerdict(Fate Fate, byte Ordinal);
