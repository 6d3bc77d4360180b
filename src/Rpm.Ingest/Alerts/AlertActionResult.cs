using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alerts;

/// <summary>What became of an action.</summary>
/// <param name="Reason"><see cref="AlertActionReason.None"/>: done.</param>
/// <param name="Alert">The alert as it stands; null where there is none.</param>
internal readonly record struct AlertActionResult(AlertActionReason Reason, Alert? Alert);
