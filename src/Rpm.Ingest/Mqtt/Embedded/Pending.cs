using MQTTnet.Protocol;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>An acknowledgement that is owed on a connection: after the receipt is settled, or at once with a refusal.</summary>
/// <param name="Frame">Null when the publish was refused.</param>
internal readonly record struct Pending(ushort PacketId, MqttQualityOfServiceLevel Qos, Frame? Frame, MqttPubAckReasonCode Refusal);
