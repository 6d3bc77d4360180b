namespace Rpm.Ingest.Mqtt;

/// <summary>The broker did not take a message.</summary>
internal sealed class MqttOutletException(string message, Exception? inner = null) : Exception(message, inner);
