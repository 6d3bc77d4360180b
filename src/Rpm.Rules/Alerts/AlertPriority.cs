namespace Rpm.Rules.Alerts;

/// <summary>IEC 60601-1-8: how soon somebody must respond. A greater number is more urgent.</summary>
public enum AlertPriority : byte
{
    Low = 1,
    Medium = 2,
    High = 3,
}
