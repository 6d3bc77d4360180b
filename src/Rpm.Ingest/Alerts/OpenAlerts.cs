using System.Collections.Immutable;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alerts;

/// <summary>
/// The open alerts (active or unacknowledged) exactly as they stood after change <see cref="Sequence"/>: whoever takes these
/// and then the changes behind the sequence has seen everything once.
/// </summary>
internal sealed record OpenAlerts(long Sequence, ImmutableDictionary<string, Alert> Alerts)
{
    public static readonly OpenAlerts None = new(0, ImmutableDictionary.Create<string, Alert>(StringComparer.Ordinal));

    /// <summary>Whether somebody still has to look at or wait for it.</summary>
    public static bool IsOpen(Alert alert) => alert.Active || !alert.Acknowledged;
}
