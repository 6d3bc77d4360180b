using Rpm.Telemetry;

namespace Rpm.Ingest.Registry;

/// <summary>What a gateway last said of itself. There is one for every gateway that has sent a status at least once.</summary>
/// <param name="Error">Of its last will or its status; null = it is there.</param>
/// <param name="Since">The journal's time from which it is so.</param>
internal sealed record GatewayState(string Id, string? Error, Instant Since);
