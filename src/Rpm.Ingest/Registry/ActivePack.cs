namespace Rpm.Ingest.Registry;

/// <summary>A version of a rule pack that is in force: its text, and the hash of its content by which alerts name it.</summary>
internal sealed record ActivePack(string Id, string Version, string Hash, string Yaml);
