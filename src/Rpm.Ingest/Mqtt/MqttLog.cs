using MQTTnet.Diagnostics.Logger;

namespace Rpm.Ingest.Mqtt;

/// <summary>MQTTnet's own warnings and errors in the host's log. Its chatter is left out: it names every packet.</summary>
internal sealed partial class MqttLog(ILogger<MqttLog> logger) : IMqttNetLogger
{
    public bool IsEnabled => true;

    public void Publish(MqttNetLogLevel logLevel, string source, string message, object[] parameters, Exception exception)
    {
        if (logLevel is MqttNetLogLevel.Error)
            LogError(exception, source, Format(message, parameters));
        else if (logLevel is MqttNetLogLevel.Warning)
            LogWarning(exception, source, Format(message, parameters));
    }

    private static string Format(string message, object[] parameters) =>
        parameters is { Length: > 0 } ? string.Format(System.Globalization.CultureInfo.InvariantCulture, message, parameters) : message;

    [LoggerMessage(2001, LogLevel.Warning, "{Source}: {Message}")]
    private partial void LogError(Exception? exception, string source, string message);

    [LoggerMessage(2002, LogLevel.Debug, "{Source}: {Message}")]
    private partial void LogWarning(Exception? exception, string source, string message);
}
