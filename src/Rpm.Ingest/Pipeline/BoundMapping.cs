using Rpm.Telemetry.Templates;

namespace Rpm.Ingest.Pipeline;

/// <summary>A mapping and the topics that it reads.</summary>
/// <param name="Mapping">The templates.</param>
/// <param name="Topic">Full topic filter; null where it is only posted to.</param>
/// <param name="DeviceLevel">Level of the topic that names the device.</param>
internal sealed record BoundMapping(Mapping Mapping, string? Topic, int? DeviceLevel);
