using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alive;

/// <summary>Something of the engine itself that a person must know of.</summary>
/// <param name="Rule">Its name, as the alert's rule.</param>
/// <param name="Action">What the reader is to do.</param>
/// <param name="RaiseAfter">How long it must be found without a break before it is told.</param>
/// <param name="ClearAfter">How long it must not be found before it is over.</param>
/// <param name="Reack">Still there this long after it was acknowledged takes the acknowledgement back.</param>
internal sealed record EngineCondition(
    string Rule, string Title, AlertPriority Priority, string Action, TimeSpan RaiseAfter, TimeSpan ClearAfter, TimeSpan Reack);
