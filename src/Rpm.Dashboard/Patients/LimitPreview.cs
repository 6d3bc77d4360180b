using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>What a limit would have raised over the stored readings of the last days.</summary>
/// <param name="Readings">How many readings were judged.</param>
/// <param name="Now">Alerts with the limits in force.</param>
/// <param name="Then">Alerts with the limit tried.</param>
/// <param name="Rules">The rules whose numbers differ.</param>
/// <param name="Removed">Alerts that would not have been raised, newest first.</param>
/// <param name="Added">Alerts that only the limit tried raises, newest first.</param>
public sealed record LimitPreview(
    int Days, long Readings, int Now, int Then, IReadOnlyList<LimitPreviewRule> Rules, IReadOnlyList<PreviewedAlert> Removed, IReadOnlyList<PreviewedAlert> Added);
