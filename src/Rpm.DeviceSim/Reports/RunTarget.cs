namespace Rpm.DeviceSim.Reports;

/// <summary>What was sent where.</summary>
/// <param name="Mqtt"><c>3.1.1</c> or <c>5</c>.</param>
/// <param name="Format"><c>json</c>, <c>batch</c>, <c>senml</c> or <c>gatt</c>.</param>
/// <param name="Batch">Readings a message.</param>
internal sealed record RunTarget(string Broker, bool Tls, string Mqtt, int Qos, string Format, int Batch, int Devices, int Connections);
