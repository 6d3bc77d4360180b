using System.ComponentModel;
using Rpm.Rules.Monitoring;

namespace Rpm.Ingest.Settings;

/// <summary>How alerts are told.</summary>
internal sealed record AlertsOptions
{
    /// <summary>More is not a group any more but a way to switch it off unseen.</summary>
    public const int MostSilences = 10_000;

    [Description("So many patients with a device silent within 15 s are told as one alert in place of one each.")]
    public int GroupSilences { get; init; } = SilenceGroups.DefaultLeast;
}
