using System.Text.Json;
using Rpm.DeviceSim.Commands;
using Rpm.DeviceSim.Tests.Publishing;
using Xunit;

namespace Rpm.DeviceSim.Tests.Load;

public sealed class OpenLoopTests
{
    /// <summary>A receiver that stands still for a second makes everything that was due meanwhile late, not one message.</summary>
    [Fact]
    [Trait("Control", "C-186")]
    public async Task Load_ReceiverStallsForASecond_ShowsInThePercentilesAndInTheExitCode()
    {
        await using var broker = await TestBroker.StartAsync();
        using var resume = new ManualResetEventSlim();
        broker.OnPublish = (_, number) =>
        {
            if (number == 100)
            {
                resume.Wait(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            }
        };
        var output = new StringWriter();
        var code = await Simulator.RunAsync(
            ["load", "--devices", "10", "--rate", "200", "--duration", "3", "--probes", "0", "--fail-p99", "300ms", "--json", "--quiet", "--port", $"{broker.Address.Port}"],
            output, new StringWriter(), TimeProvider.System, null, TestContext.Current.CancellationToken);

        using var json = JsonDocument.Parse(output.ToString());
        var (latency, publish) = (json.RootElement.GetProperty("latency"), json.RootElement.GetProperty("publish"));
        Assert.Equal(3, code);
        Assert.Equal((600, 600), (publish.GetProperty("frames").GetInt64(), publish.GetProperty("acknowledged").GetInt64()));
        // A third of the messages was due in that second: p95 is most of it. A closed loop would have one late message of six hundred.
        Assert.True(latency.GetProperty("p95").GetDouble() > 700, latency.GetRawText());
        Assert.True(json.RootElement.GetProperty("thresholds")[0].GetProperty("missed").GetBoolean());
    }

    [Fact]
    public async Task Load_ReceiverThatNeverAnswers_SaysWhatWasNotSentAndExitsOne()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var accepting = SilentAsync(listener, TestContext.Current.CancellationToken);
        var output = new StringWriter();
        var code = await Simulator.RunAsync(
            ["load", "--devices", "5", "--rate", "100", "--duration", "1", "--window", "20", "--drain", "0.3", "--probes", "0", "--mqtt", "3.1.1", "--json", "--quiet", "--port", $"{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}"],
            output, new StringWriter(), TimeProvider.System, null, TestContext.Current.CancellationToken);
        listener.Stop();
        await accepting;

        using var json = JsonDocument.Parse(output.ToString());
        var publish = json.RootElement.GetProperty("publish");
        Assert.Equal(1, code);
        Assert.Equal((20, 80, 20, 100), (
            publish.GetProperty("frames").GetInt64(), publish.GetProperty("unsent").GetInt64(), publish.GetProperty("unacknowledged").GetInt64(), publish.GetProperty("due").GetInt64()));
    }

    // Takes every connection, says CONNACK, and nothing more.
    private static async Task SilentAsync(System.Net.Sockets.TcpListener listener, CancellationToken cancel)
    {
        var open = new List<System.Net.Sockets.Socket>();
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(cancel);
                open.Add(socket);
                await socket.SendAsync(new byte[] { 0x20, 2, 0, 0 }, cancel);
            }
        }
        catch (Exception ended) when (ended is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            open.ForEach(s => s.Dispose());
        }
    }
}
