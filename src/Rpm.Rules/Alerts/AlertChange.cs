namespace Rpm.Rules.Alerts;

/// <summary>A change to an alert and the alert after it. Recognised at replay by <c>(Alert.Id, Alert.Version)</c>.</summary>
public readonly record struct AlertChange(AlertChangeKind Kind, Alert Alert);
