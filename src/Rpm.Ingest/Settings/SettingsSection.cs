namespace Rpm.Ingest.Settings;

/// <summary>A section below <c>Rpm:</c> that another part of the engine reads and validates itself.</summary>
/// <param name="Name">For example <c>Mqtt</c>.</param>
/// <param name="Options">Its options type, by which unknown keys are found; null where any key may stand below it.</param>
internal sealed record SettingsSection(string Name, Type? Options);
