using Rpm.Telemetry;

namespace Rpm.Dashboard.Operations;

/// <summary>A device of which nothing comes though it should.</summary>
public sealed record SilentDevice(string Patient, string? Device, Instant Since);
