using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rpm.EndToEnd.Tests;

/// <summary>SIGTERM ends the process within seconds, whatever hangs around it: a supervisor that loses patience kills.</summary>
[Trait("Control", "C-10")]
public class StopTests
{
    /// <summary>3 s for connections, 2 s for outside sinks, and what a busy machine adds.</summary>
    private const double Seconds = 9;

    private const int TerminatedBySignal = 128 + 15;

    public static TheoryData<string> Hanging => ["influx", "fhir", "broker", "heartbeat", "connections"];

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(0.9)]
    [InlineData(1.1)]
    [InlineData(1.4)]
    [InlineData(2.0)]
    public async Task Terminate_WhileItStarts_EndsInOrder(double after)
    {
        await using var engine = Engine.Launch(demo: true);
        await Task.Delay(TimeSpan.FromSeconds(after), TestContext.Current.CancellationToken);
        var code = await StopAsync(engine);
        // Before the program has a handler the signal itself ends it; nothing is open by then.
        Assert.True(code is 0 or TerminatedBySignal, $"exit {code}\n{engine.Output}");
        Assert.DoesNotContain("Unhandled exception", engine.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hanging))]
    public async Task Terminate_WithSomethingThatHangs_EndsWithinSecondsWith0(string what)
    {
        using var hole = new BlackHole();
        await using var engine = await Engine.StartAsync(hole.Settings(what), demo: what != "broker");
        using var stream = what == "connections" ? await engine.Http.GetAsync("/api/v1/alerts/stream", HttpCompletionOption.ResponseHeadersRead) : null;
        using var half = what == "connections" ? await HalfPostAsync(engine) : null;
        using var stalled = what == "connections" ? await StalledSubscriberAsync(engine) : null;
        var code = await StopAsync(engine);
        Assert.True(code == 0, $"exit {code}\n{engine.Output}");
        Assert.DoesNotContain("[1201]", engine.Output, StringComparison.Ordinal);
    }

    private static async Task<int> StopAsync(Engine engine)
    {
        var began = TimeProvider.System.GetTimestamp();
        var code = await engine.StopAsync();
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Assert.True(took < Seconds, $"It took {took:F1} s.\n{engine.Output}");
        return code;
    }

    /// <summary>A request that announces more than it sends.</summary>
    private static async Task<TcpClient> HalfPostAsync(Engine engine)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, engine.HttpPort);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/v1/readings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Engine.AdminToken}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n["));
        return client;
    }

    /// <summary>Subscribes and then reads nothing more.</summary>
    private static async Task<RawMqtt> StalledSubscriberAsync(Engine engine)
    {
        var subscriber = await RawMqtt.ConnectAsync(engine.MqttPort, "stalled");
        await subscriber.SubscribeAsync("rpm/v1/alerts/#");
        return subscriber;
    }

    /// <summary>Takes connections and never says a word.</summary>
    private sealed class BlackHole : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public BlackHole() => _listener.Start();

        private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public Dictionary<string, string> Settings(string what) => what switch
        {
            "influx" => new() { ["Influx:Url"] = $"http://127.0.0.1:{Port}", ["Influx:Database"] = "rpm" },
            "fhir" => new() { ["Fhir:Url"] = $"http://127.0.0.1:{Port}/fhir" },
            "broker" => new() { ["Mqtt:Mode"] = "Broker", ["Mqtt:Port"] = $"{Port}" },
            "heartbeat" => new() { ["Heartbeat:Url"] = $"http://127.0.0.1:{Port}/" },
            _ => [],
        };

        public void Dispose() => _listener.Dispose();
    }
}
