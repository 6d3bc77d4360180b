using System.Globalization;

namespace Rpm.EndToEnd.Tests;

/// <summary>Publishing as an integrator does: mosquitto_pub, MQTT 5, QoS 1.</summary>
internal static class Publishing
{
    /// <summary>Publishes below <c>rpm/v1/</c> and returns when it is acknowledged.</summary>
    public static async Task PublishAsync(this Engine engine, string topic, string payload)
    {
        var program = Tool.Require("mosquitto_pub", "mosquitto-clients");
        var port = engine.MqttPort.ToString(CultureInfo.InvariantCulture);
        var (code, output) = await Tool.RunAsync(program, "-V", "5", "-q", "1", "-h", "127.0.0.1", "-p", port, "-t", "rpm/v1/" + topic, "-m", payload);
        Assert.True(code == 0, output);
    }

    /// <summary>Now as a gateway writes it, with its own offset.</summary>
    public static string Now(TimeSpan ago = default) =>
        (TimeProvider.System.GetLocalNow() - ago).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
