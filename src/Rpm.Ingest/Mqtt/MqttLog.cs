using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using MQTTnet.Diagnostics.Logger;

namespace Rpm.Ingest.Mqtt;

/// <summary>MQTTnet's own warnings and errors in the host's log. Its chatter is left out: it names every packet.</summary>
internal sealed partial class MqttLog(ILogger<MqttLog> logger) : IMqttNetLogger
{
    public bool IsEnabled => true;

    public void Publish(MqttNetLogLevel logLevel, string source, string message, object[] parameters, Exception exception)
    {
        if (exception is not null && IsOrdinaryEnd(exception))
            LogEnded(source, Format(message, parameters), exception.Message);
        else if (logLevel is MqttNetLogLevel.Error)
            LogError(exception, source, Format(message, parameters));
        else if (logLevel is MqttNetLogLevel.Warning)
            LogWarning(exception, source, Format(message, parameters));
    }

    /// <summary>The other side went away, politely or not: devices do so all day.</summary>
    private static bool IsOrdinaryEnd(Exception exception) =>
        exception is IOException or SocketException or OperationCanceledException or ConnectionAbortedException
        || (exception.InnerException is { } inner && IsOrdinaryEnd(inner));

    private static string Format(string message, object[] parameters) =>
        parameters is { Length: > 0 } ? string.Format(System.Globalization.CultureInfo.InvariantCulture, message, parameters) : message;

    [LoggerMessage(2003, LogLevel.Debug, "{Source}: {Message} ({Reason})")]
    private partial void LogEnded(string source, string message, string reason);

    [LoggerMessage(2001, LogLevel.Warning, "{Source}: {Message}")]
    private partial void LogError(Exception? exception, string source, string message);

    [LoggerMessage(2002, LogLevel.Debug, "{Source}: {Message}")]
    private partial void LogWarning(Exception? exception, string source, string message);
}
