using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>What is kept of alerts.</summary>
internal sealed record AlertsOptions
{
    [Description("How long the single changes of a closed alert are kept in the log. The alert itself, with its history and evidence, is kept for ever.")]
    public TimeSpan KeepChanges { get; init; } = TimeSpan.FromDays(400);
}
