namespace Rpm.Rules.Alerts;

/// <summary>What a person may do with an alert. The numbers are stored: never reuse one.</summary>
public enum AlertActionKind : byte
{
    Acknowledge = 1,
    Snooze = 2,
    Resolve = 3,
    Assign = 4,
    Comment = 5,
}
