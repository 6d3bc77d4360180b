using MQTTnet.Protocol;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>An acknowledgement that is owed on a connection.</summary>
/// <param name="Receipt">What must be settled first; null when the publish was refused.</param>
/// <param name="Frame">The frame, where its publisher is to be told of rejected readings; null for a repeated publish.</param>
internal readonly record struct Pending(ushort PacketId, MqttQualityOfServiceLevel Qos, Receipt? Receipt, Frame? Frame);
