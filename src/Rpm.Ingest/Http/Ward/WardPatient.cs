using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Http.Ward;

/// <summary>A patient on the page.</summary>
/// <param name="Latest">The newest value of each measure.</param>
/// <param name="Alerts">Alerts that are active or unacknowledged.</param>
internal sealed record WardPatient(string Id, string? Name, string? Mrn, IReadOnlyList<WardValue> Latest, IReadOnlyList<Alert> Alerts);
