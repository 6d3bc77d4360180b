namespace Rpm.Rules.Alerts;

/// <summary>A change to an alert and the alert after it. Recognised at replay by <c>(Alert.Id, Alert.Version)</c>.</summary>
/// <param name="SharesCause">It tells of a device that should send all the time and is silent: others may be for the same reason. Known only where it is made.</param>
public readonly record struct AlertChange(AlertChangeKind Kind, Alert Alert, bool SharesCause = false);
