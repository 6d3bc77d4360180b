using System.ComponentModel;

namespace Rpm.Ingest.Settings;

/// <summary>One mapping below <c>Rpm:Mappings</c>; its key is its name.</summary>
internal sealed record MappingOptions
{
    [Description("The templates; without it the shipped mapping of this name.")]
    public string? File { get; init; }

    [Description("Full MQTT topic filter whose messages it reads.")]
    public string? Topic { get; init; }

    [Description("Level of the topic, from 0, that names the device, for messages that name none.")]
    public int? DeviceLevel { get; init; }
}
