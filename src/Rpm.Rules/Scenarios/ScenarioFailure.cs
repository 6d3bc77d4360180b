namespace Rpm.Rules.Scenarios;

/// <summary>What a scenario expected and did not get. Lines and columns count from 1.</summary>
/// <param name="Expected">As the file has it, with its time.</param>
/// <param name="Was">What the rules made of it.</param>
public sealed record ScenarioFailure(string File, int Line, int Column, string Expected, string Was)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}:{Column}: expected {Expected}, was {Was}";
}
