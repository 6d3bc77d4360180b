using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>Where the rule packs are.</summary>
internal sealed record RulesOptions
{
    [Description("File or folder of rule packs, reloaded on change. Unset: the packs shipped with Rpm.")]
    public string? Path { get; init; }
}
