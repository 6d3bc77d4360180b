using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>A device record as a caller sends it: the whole record, absent members are empty.</summary>
internal sealed record DeviceBody(
    string? Id, string? Kind, string? Manufacturer, string? Model, string? Serial, string? Zone, string? ClampLow, string? ClampHigh,
    string? Gateway, string? By)
{
    /// <summary>False where the kind is not one of the contract's.</summary>
    public bool TryToDevice(string id, out Device device)
    {
        var known = Words.TryKind(Kind ?? "", out var kind);
        device = new Device
        {
            Id = id,
            Kind = known ? kind : null,
            Manufacturer = Manufacturer,
            Model = Model,
            Serial = Serial,
            Zone = Zone,
            ClampLow = ClampLow,
            ClampHigh = ClampHigh,
            Gateway = Gateway,
        };
        return known || Kind is null;
    }
}
