using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Http;

/// <summary>A device record.</summary>
internal sealed record DeviceAnswer(
    string Id, string? Kind, string? Manufacturer, string? Model, string? Serial, string? Zone, string? ClampLow, string? ClampHigh, string? Gateway)
{
    public static DeviceAnswer From(Device device) => new(
        device.Id, device.Kind is { } kind ? Words.Of(kind) : null, device.Manufacturer, device.Model, device.Serial, device.Zone,
        device.ClampLow, device.ClampHigh, device.Gateway);
}
