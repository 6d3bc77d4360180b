namespace Rpm.Ingest.Explanations;

/// <summary>One key of a rule with its text.</summary>
internal sealed record ExplainedKey(string Key, string Text);
