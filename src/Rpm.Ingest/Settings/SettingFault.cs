namespace Rpm.Ingest.Settings;

/// <summary>A setting that cannot be used: its full key, for example <c>Rpm:Mqtt:Port</c>, and what is wrong with it.</summary>
internal sealed record SettingFault(string Key, string Message);
