namespace Rpm.Rules.Packs;

/// <summary>What is wrong with a pack, and where. Lines and columns count from 1.</summary>
public sealed record PackFault(string File, int Line, int Column, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line}:{Column}: {Message}";
}
