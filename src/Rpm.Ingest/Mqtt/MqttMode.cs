namespace Rpm.Ingest.Mqtt;

/// <summary>Where devices publish: to the engine itself, or to a broker that the engine subscribes at.</summary>
internal enum MqttMode
{
    Embedded,
    Broker,
}
