using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>Patients, devices and who wore what when.</summary>
internal sealed record RegistryOptions
{
    [Description("Registry file (YAML) that is imported (upserted) at start.")]
    public string? Path { get; init; }

    [Description("An unknown device becomes its own patient. Only while every listener is on loopback.")]
    public bool AutoEnrol { get; init; }
}
