namespace Rpm.Ingest.Explanations;

/// <summary>The rule of an alert, from the pack that is kept under the alert's hash.</summary>
/// <param name="Text">Key by key as its author wrote it; empty where the pack is not kept.</param>
internal sealed record ExplainedRule(string Pack, string? Version, string Hash, string Rule, string Title, IReadOnlyList<ExplainedKey> Text);
