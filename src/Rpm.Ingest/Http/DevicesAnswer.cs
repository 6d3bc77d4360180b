namespace Rpm.Ingest.Http;

/// <summary>All devices, sorted by id.</summary>
internal sealed record DevicesAnswer(IReadOnlyList<DeviceAnswer> Devices);
