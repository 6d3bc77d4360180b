using Rpm.Telemetry;

namespace Rpm.DeviceSim.Wards;

/// <summary>A simulated device.</summary>
/// <param name="Id">Its identifier, as in the topic.</param>
/// <param name="Kind">What it measures.</param>
public sealed record WardDevice(string Id, Kind Kind, string Manufacturer, string Model, string Serial);
