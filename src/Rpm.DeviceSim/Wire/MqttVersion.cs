namespace Rpm.DeviceSim.Wire;

/// <summary>A version of MQTT; the number is the protocol level of CONNECT.</summary>
internal enum MqttVersion : byte
{
    V311 = 4,
    V5 = 5,
}
