namespace Rpm.DeviceSim.Load;

/// <summary>How readings are written.</summary>
internal enum PayloadFormat
{
    /// <summary>One reading a message on <c>up/{device}/{kind}</c>.</summary>
    Json,
    /// <summary>Several readings of different devices a message, on <c>up/{gateway}/batch</c>.</summary>
    Batch,
    /// <summary>A SenML JSON pack on <c>up/{device}/senml</c>.</summary>
    SenMl,
    /// <summary>A Bluetooth characteristic: raw with MQTT 5, in the JSON envelope with 3.1.1.</summary>
    Gatt,
}
