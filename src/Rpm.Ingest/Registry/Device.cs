using Rpm.Telemetry;

namespace Rpm.Ingest.Registry;

/// <summary>A device that may publish.</summary>
internal sealed record Device
{
    public required string Id { get; init; }

    public Kind? Kind { get; init; }

    public string? Manufacturer { get; init; }

    public string? Model { get; init; }

    public string? Serial { get; init; }

    /// <summary>IANA zone of the device's own clock, for formats whose time stamps have none.</summary>
    public string? Zone { get; init; }

    /// <summary>Lower end of a glucose sensor's range, with unit (<c>40 mg/dL</c>); null = the default of the unit sent.</summary>
    public string? ClampLow { get; init; }

    /// <summary>Upper end of a glucose sensor's range, with unit; null = the default of the unit sent.</summary>
    public string? ClampHigh { get; init; }

    /// <summary>The gateway that may publish for it; null = any.</summary>
    public string? Gateway { get; init; }
}
