using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Worklist;

/// <summary>One patient on the worklist.</summary>
/// <param name="Alert">The one that stands for them: unacknowledged before acknowledged, then the higher priority, then the older. Null where none is open.</param>
/// <param name="Measure">Whose value and course the row shows; null where nothing was ever measured, or a device is silent.</param>
/// <param name="MeasuredToday">Whether anything but device status came since the patient's midnight; null while it is being looked up.</param>
public sealed record WorklistRow(WardPatient Patient, Alert? Alert, Measure? Measure, bool? MeasuredToday)
{
    /// <summary>Whether an alert waits for somebody.</summary>
    public bool Waits => Alert is { Acknowledged: false };

    /// <summary>The other alerts of the patient.</summary>
    public IEnumerable<Alert> Others => Patient.Alerts.Where(a => a.Id != Alert?.Id);
}
