using System.ComponentModel;
using Rpm.Rules.Monitoring;

namespace Rpm.Ingest.Settings;

/// <summary>How alerts are told, and what is kept of them.</summary>
internal sealed record AlertsOptions
{
    /// <summary>More is not a group any more but a way to switch it off unseen.</summary>
    public const int MostSilences = 10_000;

    [Description("So many patients with a device silent within 15 s are told as one alert in place of one each.")]
    public int GroupSilences { get; init; } = SilenceGroups.DefaultLeast;

    [Description("How long the single changes of a closed alert are kept in the log. The alert itself, with its history and evidence, is kept for ever.")]
    public TimeSpan KeepChanges { get; init; } = TimeSpan.FromDays(400);
}
