using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>The embedded series store.</summary>
internal sealed record SeriesStoreOptions
{
    [Description("How long readings are kept, by their time of measurement; at least `Readings:MaxAge`. 0 = for ever.")]
    public TimeSpan Keep { get; init; }
}
