using Rpm.Ingest.Fhir;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.TimeSeries.Influx;

namespace Rpm.Ingest.Settings;

/// <summary>All settings of the engine, of every part.</summary>
internal sealed record EngineSettings(RpmOptions Rpm, MqttOptions Mqtt, InfluxOptions Influx, FhirOptions Fhir, MappingTable Mappings)
{
    private static readonly string[] Parts = ["Mqtt", "Influx", "Fhir"];

    /// <summary>Reads and validates everything together; null and every fault with its key where something is wrong.</summary>
    public static (EngineSettings? Settings, IReadOnlyList<SettingFault> Faults) Read(IConfiguration configuration)
    {
        var faults = new List<SettingFault>();
        var mqtt = SettingsBinder.Bind<MqttOptions>(configuration.GetSection(MqttOptions.Section), MqttOptions.Section, faults);
        var influx = SettingsBinder.Bind<InfluxOptions>(configuration.GetSection(InfluxOptions.Section), InfluxOptions.Section, faults);
        var fhir = SettingsBinder.Bind<FhirOptions>(configuration.GetSection(FhirOptions.Section), FhirOptions.Section, faults);
        var (rpm, own) = SettingsReader.Read(configuration, [.. Parts.Select(p => new SettingsSection(p, null))]);
        faults.AddRange(own);
        var mappings = rpm is null ? MappingTable.Empty : MappingTable.Load(rpm.Mappings, mqtt.TopicPrefix, faults);
        faults.AddRange(mqtt.Validate());
        faults.AddRange(influx.Validate());
        faults.AddRange(fhir.Validate());
        return faults.Count == 0 ? (new EngineSettings(rpm!, mqtt, influx, fhir, mappings), faults) : (null, faults);
    }
}
