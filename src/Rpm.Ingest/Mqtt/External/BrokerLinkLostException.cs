namespace Rpm.Ingest.Mqtt.External;

/// <summary>A connection to the broker ended before it was of any use.</summary>
internal sealed class BrokerLinkLostException(string message, Exception? inner = null) : Exception(message, inner);
