using System.ComponentModel;
using Rpm.Ingest.Alive;

namespace Rpm.Ingest.Settings;

/// <summary>Everything below <c>Rpm:</c> that no part of the engine owns itself. Read once at start, validated as a whole.</summary>
internal sealed record RpmOptions
{
    [Description("Folder of the journal, stores, tokens and keys. One tenant = one data directory.")]
    public string DataDirectory { get; init; } = "./data";

    [Description("Take readings marked `test`. Implied by `--demo`.")]
    public bool AllowTest { get; init; }

    public HttpOptions Http { get; init; } = new();

    public RulesOptions Rules { get; init; } = new();

    public RegistryOptions Registry { get; init; } = new();

    public ReadingsOptions Readings { get; init; } = new();

    public SecurityOptions Security { get; init; } = new();

    public JournalOptions Journal { get; init; } = new();

    public IntakeOptions Intake { get; init; } = new();

    [Description("Mappings of vendors' JSON by name, each with `Topic` (a full MQTT topic filter), `File` (without it the shipped mapping of that name) and `DeviceLevel`: `Mappings:tenovi:Topic`. See [mappings](mappings.md).")]
    public Dictionary<string, MappingOptions> Mappings { get; init; } = new(StringComparer.Ordinal);

    public SeriesStoreOptions Series { get; init; } = new();

    public AlertsOptions Alerts { get; init; } = new();

    public QuarantineOptions Quarantine { get; init; } = new();

    public GatewayOptions Gateways { get; init; } = new();

    public PageOptions Page { get; init; } = new();

    public HeartbeatSettings Heartbeat { get; init; } = new();
}
