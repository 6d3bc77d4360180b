namespace Rpm.Rules.Alerts;

/// <summary>IEC 60601-1-8: what an alert is about. Independent of <see cref="AlertPriority"/>.</summary>
public enum AlertClass : byte
{
    /// <summary>The patient.</summary>
    Physiological = 1,
    /// <summary>The equipment: silent device, battery, sensor fault, clock.</summary>
    Technical = 2,
}
