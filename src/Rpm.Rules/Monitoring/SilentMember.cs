using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>A silence alert that was not told: what happened to it so far, in order, so that it can be told whole.</summary>
internal sealed class SilentMember(Instant due)
{
    /// <summary>Every change from the raise on.</summary>
    public List<AlertChange> Kept { get; } = [];

    /// <summary>When it is told if no group stands for it by then.</summary>
    public Instant Due { get; } = due;

    /// <summary>The group that stands for it; null while it waits.</summary>
    public SilenceGroup? Group { get; set; }

    /// <summary>The alert as the patient's monitor has it.</summary>
    public Alert Alert => Kept[^1].Alert;

    public AlertMember Listed => new(Alert.Id, Alert.Patient, Alert.Device, Alert.Kind, Alert.ReadingTime!.Value, Alert.Active ? null : Alert.Resolved);
}
