namespace Rpm.Ingest.Replays;

/// <summary>What is to be replayed, and with which rules.</summary>
/// <param name="From">Inclusive, ISO 8601 with an offset.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Patient">Null = everybody.</param>
/// <param name="Packs">Texts of packs; null = those in force.</param>
/// <param name="Compare">Texts of the packs to compare with; null = none.</param>
/// <param name="Test">Whether alerts of test readings are reported too.</param>
internal sealed record ReplayRequest(
    string? From, string? To, string? Patient, IReadOnlyList<PackText>? Packs, IReadOnlyList<PackText>? Compare, bool Test);

/// <summary>A pack's file.</summary>
internal sealed record PackText(string File, string Yaml);
