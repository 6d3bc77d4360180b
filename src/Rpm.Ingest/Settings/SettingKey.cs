namespace Rpm.Ingest.Settings;

/// <summary>A setting that exists: its full key, its default as text (null = unset) and what it does.</summary>
internal sealed record SettingKey(string Key, string? Default, string? Description);
