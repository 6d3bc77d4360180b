using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>How long what could not be used is kept.</summary>
internal sealed record QuarantineOptions
{
    [Description("A quarantined element older than this is discarded (and counted).")]
    public TimeSpan Expiry { get; init; } = TimeSpan.FromDays(90);
}
