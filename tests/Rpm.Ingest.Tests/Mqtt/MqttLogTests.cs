using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using MQTTnet.Diagnostics.Logger;
using Rpm.Ingest.Mqtt;

namespace Rpm.Ingest.Tests.Mqtt;

public class MqttLogTests
{
    [Fact]
    public void Publish_ConnectionReset_IsOneQuietLineWithoutAStack()
    {
        var lines = new Lines();
        var reset = new IOException("outer", new SocketException((int)SocketError.ConnectionReset));
        new MqttLog(lines).Publish(MqttNetLogLevel.Error, "MqttClient", "Client '{0}': Error while receiving packets.", ["c1"], reset);
        var (level, text, exception) = Assert.Single(lines.Written);
        Assert.Equal(LogLevel.Debug, level);
        Assert.Null(exception);
        Assert.Contains("Client 'c1'", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_FaultOfTheLibrary_IsAWarningWithItsStack()
    {
        var lines = new Lines();
        new MqttLog(lines).Publish(MqttNetLogLevel.Error, "MqttClient", "failed", [], new InvalidOperationException("x"));
        var (level, _, exception) = Assert.Single(lines.Written);
        Assert.Equal(LogLevel.Warning, level);
        Assert.NotNull(exception);
    }

    private sealed class Lines : ILogger<MqttLog>
    {
        public List<(LogLevel Level, string Text, Exception? Exception)> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add((logLevel, formatter(state, exception), exception));
    }
}
