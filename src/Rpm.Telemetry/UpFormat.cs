namespace Rpm.Telemetry;

/// <summary>What a topic below <c>up/</c> says of its payload.</summary>
public enum UpFormat
{
    /// <summary>The last segment is neither a kind nor a format: <c>unknown-kind</c>.</summary>
    Unknown,
    /// <summary><c>up/{deviceId}/{kind}</c>: one reading or an array, JSON.</summary>
    Json,
    /// <summary><c>up/{gatewayId}/batch</c>: a JSON array whose elements name device and kind.</summary>
    Batch,
    /// <summary><c>up/{deviceId}/senml</c>: RFC 8428.</summary>
    SenMl,
    /// <summary><c>up/{deviceId}/gatt/{uuid}</c>: the raw value of a characteristic.</summary>
    Gatt,
    /// <summary><c>up/{deviceId}/gatt</c>: the value in a JSON envelope.</summary>
    GattEnvelope,
}
