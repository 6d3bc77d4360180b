using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Mqtt.External;
using Rpm.Ingest.Pipeline;
using Xunit;

namespace Rpm.Ingest.Tests.Mqtt.External;

public sealed class BrokerModeTests
{
    private const string Topic = "rpm/v1/up/cuff-1/blood-pressure";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Control", "C-06")]
    public async Task Frames_EngineStopsBeforeTheCommit_ComeAgainAndAfterTheCommitDoNot()
    {
        await using var broker = await Mosquitto.StartAsync(Mosquitto.Documented);
        var options = Options(broker);
        var first = new FakeIntake();
        await using (await EngineHost.StartAsync(first, options))
        {
            await PublishAsync(broker, 300);
            await first.FrameAsync(299);
            for (var i = 0; i < 100; i++)
                first.Frames[i].Receipt.Commit(FakeIntake.Committed);
            // The frame after the last acknowledged one stays unsettled, whatever happens behind it.
            for (var i = 101; i < 300; i++)
                first.Frames[i].Receipt.Commit(FakeIntake.Committed);
            await Eventually.TrueAsync(() => first.Count == 300, "all frames");
        }

        var second = new FakeIntake { CommitAtOnce = true };
        await using (await EngineHost.StartAsync(second, options))
        {
            await Eventually.TrueAsync(() => second.Frames.Any(f => FakeIntake.Text(f) == "299"), "redelivery");
            Assert.Equal(Enumerable.Range(100, 200).Select(i => $"{i}"), second.Frames.Select(FakeIntake.Text).TakeLast(200));
            Assert.All(second.Frames, f => Assert.Equal(("up/cuff-1/blood-pressure", "cuff-1"), (f.Topic, f.Client)));
            await PublishAsync(broker, 1);
            await Eventually.TrueAsync(() => FakeIntake.Text(second.Frames[^1]) == "0", "a later frame");
        }

        var third = new FakeIntake { CommitAtOnce = true };
        await using var engine = await EngineHost.StartAsync(third, options);
        await PublishAsync(broker, 1);
        await third.FrameAsync(0);
        Assert.Equal(["0"], third.Frames.Select(FakeIntake.Text).Distinct());
    }

    [Fact, Trait("Control", "C-06")]
    public async Task Commit_Fails_NothingFromThatFrameOnIsAcknowledgedAndAllComesAgain()
    {
        await using var broker = await Mosquitto.StartAsync(Mosquitto.Documented);
        var intake = new FakeIntake();
        await using var engine = await EngineHost.StartAsync(intake, Options(broker));
        await PublishAsync(broker, 50);
        await intake.FrameAsync(49);
        for (var i = 49; i > 0; i--)
            intake.Frames[i].Receipt.Commit(FakeIntake.Committed);
        intake.CommitAtOnce = true;
        intake.Frames[0].Receipt.Fail(new IOException("disk full"));

        await intake.FrameAsync(99);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}"), intake.Frames.Skip(50).Select(FakeIntake.Text));
    }

    [Fact]
    public async Task Intake_Stopped_FrameStaysAtTheBrokerUntilItIsTaken()
    {
        await using var broker = await Mosquitto.StartAsync(Mosquitto.Documented);
        var intake = new FakeIntake { CommitAtOnce = true, Refusal = new IntakeStoppedException("the journal is full") };
        await using var engine = await EngineHost.StartAsync(intake, Options(broker));
        await PublishAsync(broker, 10);
        await Eventually.TrueAsync(() => !engine.Get<BrokerSource>().IsConnected, "the connection ends");
        intake.Refusal = null;

        await intake.FrameAsync(9);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), intake.Frames.Select(FakeIntake.Text));
    }

    [Fact, Trait("Control", "C-06")]
    public async Task Broker_Restarts_UnsettledFramesComeAgain()
    {
        await using var broker = await Mosquitto.StartAsync(Mosquitto.Documented);
        var intake = new FakeIntake();
        await using var engine = await EngineHost.StartAsync(intake, Options(broker));
        await PublishAsync(broker, 500);
        await intake.FrameAsync(499);
        var connections = engine.Outlet.Connections;

        await broker.StopAsync();
        await Assert.ThrowsAsync<MqttOutletException>(async () =>
        {
            while (true)
                await engine.Outlet.PublishAsync("alerts/p/a", "{}"u8.ToArray(), false, Token);
        });
        intake.CommitAtOnce = true;
        await broker.RestartAsync();

        await intake.FrameAsync(999);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), intake.Frames.Skip(500).Take(500).Select(FakeIntake.Text));
        await engine.Outlet.WaitForConnectionAsync(connections, Token).WaitAsync(Eventually.Deadline, Token);
        await engine.Outlet.PublishAsync("alerts/p/a", "{}"u8.ToArray(), false, Token);
    }

    [Fact]
    public async Task Broker_LosesItsState_TopicsAreSubscribedAgain()
    {
        await using var broker = await Mosquitto.StartAsync();
        var intake = new FakeIntake { CommitAtOnce = true };
        await using var engine = await EngineHost.StartAsync(intake, Options(broker));
        await broker.KillAsync();
        await Eventually.TrueAsync(() => !engine.Get<BrokerSource>().IsConnected, "the connection ends");
        await broker.RestartAsync();
        await engine.ConnectedAsync();

        await PublishAsync(broker, 3);
        await intake.FrameAsync(2);
    }

    [Fact, Trait("Control", "C-07")]
    public async Task Burst_WithTheBrokersDefaults_LosesMessagesAndTheLossIsSeen()
    {
        const int Burst = 20_000;
        await using var broker = await Mosquitto.StartAsync();
        var room = new TaskCompletionSource();
        var intake = new FakeIntake { CommitAtOnce = true, Room = room.Task };
        await using var engine = await EngineHost.StartAsync(intake, Options(broker) with { ReceiveMaximum = 100 });
        var watch = engine.Get<BrokerDropWatch>();
        var told = 0L;
        watch.Grew += (grown, _) => Interlocked.Add(ref told, grown);
        // The counter is seen once before the burst: the first value is the starting point.
        await PublishAsync(broker, Burst);
        room.SetResult();

        await Eventually.TrueAsync(() => Interlocked.Read(ref told) > 0, "the broker's drop counter grows");
        await Eventually.TrueAsync(() => intake.Count + Interlocked.Read(ref told) >= Burst, "every message arrived or was counted as dropped");
        Assert.InRange(intake.Count, 1, Burst - 1);
        Assert.Equal(Burst, intake.Count + Interlocked.Read(ref told));
    }

    [Fact, Trait("Control", "C-07")]
    public async Task Burst_WithTheDocumentedSettings_ArrivesWholeAndInOrder()
    {
        const int Burst = 20_000;
        await using var broker = await Mosquitto.StartAsync(Mosquitto.Documented);
        var room = new TaskCompletionSource();
        var intake = new FakeIntake { CommitAtOnce = true, Room = room.Task };
        await using var engine = await EngineHost.StartAsync(intake, Options(broker) with { ReceiveMaximum = 100 });
        await PublishAsync(broker, Burst);
        room.SetResult();

        await intake.FrameAsync(Burst - 1);
        Assert.Equal(Enumerable.Range(0, Burst).Select(i => $"{i}"), intake.Frames.Select(FakeIntake.Text));
        Assert.Equal(0, engine.Get<BrokerDropWatch>().Dropped);
    }

    [Fact]
    public async Task Outlet_TenThousandRetained_AreListedAndReachASubscriber()
    {
        await using var broker = await Mosquitto.StartAsync(Mosquitto.Documented);
        await using var engine = await EngineHost.StartAsync(new FakeIntake(), Options(broker));
        foreach (var some in Enumerable.Range(0, 10_000).Chunk(500))
            await Task.WhenAll(some.Select(i => engine.Outlet.PublishAsync($"alerts/p{i}/a", "{}"u8.ToArray(), true, Token)));
        await engine.Outlet.PublishAsync("alerts/p7/a", ReadOnlyMemory<byte>.Empty, true, Token);

        var retained = await engine.Outlet.RetainedAsync("alerts", Token);
        Assert.Equal(Enumerable.Range(0, 10_000).Where(i => i != 7).Select(i => $"alerts/p{i}/a").Order(), retained.Order());
    }

    [Fact]
    public async Task Connect_WithTlsAndItsAuthority_Works()
    {
        using var certificates = new Certificates();
        await using var broker = await Mosquitto.StartAsync(
            listener: $"certfile {certificates.Certificate}\nkeyfile {certificates.Key}\n");
        var intake = new FakeIntake { CommitAtOnce = true };
        await using var engine = await EngineHost.StartAsync(intake, Options(broker) with { Host = "localhost", Tls = new MqttTlsOptions { Authority = certificates.Certificate } });
        var (exit, output) = await Mosquitto.RunAsync(
            "mosquitto_pub", "-h", "localhost", "-p", $"{broker.Port}", "--cafile", certificates.Certificate, "-t", Topic, "-m", "tls", "-q", "1");
        Assert.True(exit == 0, output);
        Assert.Equal("tls", FakeIntake.Text(await intake.FrameAsync(0)));
    }

    private static MqttOptions Options(Mosquitto broker) => new() { Mode = MqttMode.Broker, Port = broker.Port };

    /// <summary>Publishes 0, 1, 2… at QoS 1 and waits for the broker's acknowledgements.</summary>
    private static async Task PublishAsync(Mosquitto broker, int count)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", broker.Port).WithProtocolVersion(MqttProtocolVersion.V500).WithClientId("publisher").Build(), Token);
        foreach (var some in Enumerable.Range(0, count).Chunk(200))
        {
            await Task.WhenAll(some.Select(i => client.PublishAsync(
                new MqttApplicationMessageBuilder().WithTopic(Topic).WithPayload($"{i}").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), Token)));
        }
    }
}
