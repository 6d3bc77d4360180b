using System.Net.Sockets;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Mqtt.Embedded;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;
using Rpm.Tests.Shared;
using Xunit;

namespace Rpm.Ingest.Tests.Mqtt.Embedded;

public sealed class AccessTests
{
    private const string Topic = "rpm/v1/up/cuff-1/blood-pressure";

    private readonly FakeIntake _intake = new() { CommitAtOnce = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Control", "C-09")]
    [InlineData("rpm/v1/alerts/p/a")]
    [InlineData("rpm/v1/down/x/rejected")]
    [InlineData("elsewhere")]
    public async Task Publish_OutsideUp_IsNotAuthorizedAndTheConnectionGoesOn(string topic)
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1");
        await device.PublishAsync(topic, "{}", 1, 1);
        Assert.Equal((0x40, 1, 0x87), await device.ReadAckAsync());
        await device.PublishAsync(topic, "{}", 2, 2);
        Assert.Equal((0x50, 2, 0x87), await device.ReadAckAsync());
        await device.PublishAsync(Topic, "{}", 1, 3);
        Assert.Equal((0x40, 3, 0), await device.ReadAckAsync());
        Assert.Equal(1, _intake.Count);
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 0)]
    [InlineData(5, 0)]
    public async Task Publish_OutsideUpWhereNoErrorCanBeTold_ClosesTheConnection(byte version, int qos)
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1", version);
        await device.PublishAsync("rpm/v1/alerts/p/a", "{}", qos, 1, version);
        if (version == 5)
            Assert.Equal((0xE0, 0x87), await Reason(device));
        Assert.True(await device.IsClosedAsync());
    }

    [Fact]
    public async Task Publish_OnAMappedTopic_IsAFrame()
    {
        await using var broker = await BrokerHost.StartAsync(_intake, mapped: ["zigbee/+/state"]);
        var client = await broker.ConnectAsync("bridge");
        await client.PublishStringAsync("zigbee/scale/state", "{}", MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Token);
        Assert.Equal("zigbee/scale/state", (await _intake.FrameAsync(0)).Topic);
    }

    [Fact]
    public async Task Publish_EmptyPayload_IsAFrame()
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1");
        await device.PublishAsync(Topic, "", 1, 1, retain: true);
        Assert.Equal((0x40, 1, 0), await device.ReadAckAsync());
        Assert.Equal(0, (await _intake.FrameAsync(0)).Payload.Length);
    }

    [Fact]
    public async Task Publish_AbovePacketLimit_DisconnectsWithPacketTooLargeWithoutReadingIt()
    {
        await using var broker = await BrokerHost.StartAsync(_intake, new MqttOptions { MaxPacketSize = 2048 });
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1");
        await device.PublishAsync(Topic, new string('x', 1900), 1, 1);
        Assert.Equal((0x40, 1, 0), await device.ReadAckAsync());

        // Only the header of 200 MB: the limit must not wait for the body.
        await device.SendBytesAsync([0x32, 0x80, 0x84, 0xAF, 0x5F]);
        Assert.Equal((0xE0, 0x95), await Reason(device));
        Assert.True(await device.IsClosedAsync());
        Assert.Equal(1, _intake.Count);
    }

    [Fact]
    public async Task Connect_AbovePacketLimit_IsClosed()
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.SendBytesAsync([0x10, 0x80, 0x84, 0xAF, 0x5F]);
        Assert.True(await device.IsClosedAsync());
    }

    [Fact]
    public async Task Connect_TellsThePacketLimit()
    {
        await using var broker = await BrokerHost.StartAsync(_intake, new MqttOptions { MaxPacketSize = 4096 });
        var result = await broker.Client().ConnectAsync(broker.Options("cuff-1").Build(), Token);
        Assert.Equal(4096u, result.MaximumPacketSize);
    }

    [Theory, Trait("Control", "C-100")]
    [InlineData(5, 0x97)]
    [InlineData(4, 3)]
    public async Task Connect_OneTooMany_IsRefusedAndTheOthersGoOn(byte version, byte refusal)
    {
        await using var broker = await BrokerHost.StartAsync(_intake, new MqttOptions { MaxConnections = 2 });
        using var first = await broker.RawAsync();
        using (var second = await broker.RawAsync())
        {
            Assert.Equal(0, await first.ConnectAsync("cuff-1", version));
            Assert.Equal(0, await second.ConnectAsync("cuff-2", version));
            using var third = await broker.RawAsync();
            Assert.Equal(refusal, await third.ConnectAsync("cuff-3", version));
            await first.PublishAsync(Topic, "{}", 1, 1, version);
            var (type, id, _) = await first.ReadAckAsync();
            Assert.Equal((0x40, 1), (type, id));
        }

        // A place is free again as soon as a connection has gone.
        await Eventually.TrueAsync(async () =>
        {
            using var next = await broker.RawAsync();
            return await next.ConnectAsync("cuff-4", version) == 0;
        }, Eventually.Deadline, () => "another connection is taken");
    }

    [Fact, Trait("Control", "C-100")]
    public async Task Connect_FarTooMany_AreClosed()
    {
        await using var broker = await BrokerHost.StartAsync(_intake, new MqttOptions { MaxConnections = 1 });
        using var first = await broker.RawAsync();
        Assert.Equal(0, await first.ConnectAsync("cuff-1"));
        var silent = new List<RawMqtt>();
        for (var i = 0; i < ConnectionLimit.Spare; i++)
        {
            silent.Add(await broker.RawAsync());
        }

        await Eventually.TrueAsync(() => broker.Get<Links>().Count > ConnectionLimit.Spare, "all silent connections are there");
        Assert.True(await IsTurnedAwayAsync(broker));
        silent.ForEach(s => s.Dispose());
    }

    // The reset may come while the connection is still being made.
    private static async Task<bool> IsTurnedAwayAsync(BrokerHost broker)
    {
        try
        {
            using var more = await broker.RawAsync();
            return await more.IsClosedAsync();
        }
        catch (SocketException)
        {
            return true;
        }
    }

    [Theory]
    [InlineData("Limit  Soft Limit  Hard Limit  Units\nMax open files            20000                524288               files\n", 19_000)]
    [InlineData("Max open files            256                524288               files\n", 100)]
    [InlineData("Max open files            unlimited            unlimited            files\n", int.MaxValue - ConnectionLimit.Spare)]
    [InlineData("", int.MaxValue - ConnectionLimit.Spare)]
    public void ConnectionLimit_OfWhatTheSystemSays_LeavesFilesForTheStores(string limits, int connections) =>
        Assert.Equal(connections, ConnectionLimit.Of(limits));

    [Fact]
    public async Task Publish_UnknownTopicAlias_DisconnectsWithTopicAliasInvalid()
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1");
        await device.SendAsync(0x32, [0, 0, 0, 1, 3, 0x23, 0, 9, (byte)'x']);
        Assert.Equal((0xE0, 0x94), await Reason(device));
    }

    [Fact]
    public async Task Publish_WithTopicAlias_IsAFrameOfThatTopic()
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1");
        var topic = System.Text.Encoding.UTF8.GetBytes(Topic);
        await device.SendAsync(0x32, [0, (byte)topic.Length, .. topic, 0, 1, 3, 0x23, 0, 9, (byte)'x']);
        await device.SendAsync(0x32, [0, 0, 0, 2, 3, 0x23, 0, 9, (byte)'y']);
        Assert.Equal((0x40, 1, 0), await device.ReadAckAsync());
        Assert.Equal((0x40, 2, 0), await device.ReadAckAsync());
        Assert.Equal(["up/cuff-1/blood-pressure", "up/cuff-1/blood-pressure"], _intake.Frames.Select(f => f.Topic));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Connect_WithoutClientId_IsGivenOneWhereTheStandardAllows(byte version)
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var clean = await broker.RawAsync();
        Assert.Equal(0, await clean.ConnectAsync("", version));
        await clean.PublishAsync(Topic, "{}", 1, 1, version);
        Assert.Equal((0x40, 1, 0), await clean.ReadAckAsync());
        using var kept = await broker.RawAsync();
        await kept.SendConnectAsync("", version, clean: false);
        if (version == 5)
            Assert.Equal(0, (await kept.ReadAsync()).Body[1]);
        else
            Assert.True(await kept.IsClosedAsync());
    }

    [Theory, Trait("Control", "C-08")]
    [InlineData("gateway", "secret", true)]
    [InlineData("gateway", "wrong", false)]
    [InlineData("other", "secret", false)]
    [InlineData(null, null, false)]
    public async Task Connect_WithTlsAndCredentials_OnlyTheRightOnesGetIn(string? name, string? password, bool welcome)
    {
        using var certificates = new Certificates();
        var options = new MqttOptions { Username = "gateway", Password = "secret", Tls = new MqttTlsOptions { Certificate = certificates.Certificate, Key = certificates.Key } };
        Assert.Empty(options.Validate());
        await using var broker = await BrokerHost.StartAsync(_intake, options);

        string[] arguments = ["-h", "localhost", "-p", $"{broker.Port}", "--cafile", certificates.Certificate, "-t", Topic, "-m", "{}", "-q", "1"];
        if (name is not null)
            arguments = [.. arguments, "-u", name, "-P", password!];
        var (exit, output) = await Mosquitto.RunAsync("mosquitto_pub", arguments);

        Assert.True(welcome == (exit == 0), output);
        Assert.Equal(welcome ? 1 : 0, _intake.Count);
    }

    [Theory]
    [InlineData("mqttv311", "0")]
    [InlineData("mqttv311", "1")]
    [InlineData("mqttv311", "2")]
    [InlineData("mqttv5", "1")]
    [InlineData("mqttv5", "2")]
    public async Task Publish_WithMosquittoPub_IsOneFrame(string version, string qos)
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        var (exit, output) = await Mosquitto.RunAsync("mosquitto_pub", "-V", version, "-p", $"{broker.Port}", "-t", Topic, "-m", "{}", "-q", qos);
        Assert.True(exit == 0, output);
        await _intake.FrameAsync(0);
        Assert.Equal(1, _intake.Count);
    }

    [Fact]
    public async Task LastWill_OnUp_IsAFrameAndElsewhereIsRefused()
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        var refused = await broker.Client().ConnectAsync(broker.Options("bad").WithWillTopic("rpm/v1/alerts/p/a").Build(), Token);
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, refused.ResultCode);

        var gateway = broker.Client();
        await gateway.ConnectAsync(broker.Options("gw-1").WithWillTopic("rpm/v1/up/gw-1/status").WithWillPayload("gone").WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), Token);
        gateway.Dispose();

        var frame = await _intake.FrameAsync(0);
        Assert.Equal(("up/gw-1/status", "gw-1", "gone"), (frame.Topic, frame.Client, FakeIntake.Text(frame)));
    }

    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(MqttQualityOfServiceLevel.AtLeastOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task Frame_WithQuarantinedElements_TellsItsPublisher(MqttQualityOfServiceLevel qos)
    {
        var intake = new FakeIntake();
        await using var broker = await BrokerHost.StartAsync(intake);
        var client = await broker.ConnectAsync("gw-1");
        var messages = new List<string>();
        client.ApplicationMessageReceivedAsync += e =>
        {
            lock (messages)
                messages.Add($"{e.ApplicationMessage.Topic} {e.ApplicationMessage.ConvertPayloadToString()}");
            return Task.CompletedTask;
        };
        await client.SubscribeAsync("rpm/v1/down/gw-1/#", MqttQualityOfServiceLevel.AtLeastOnce, Token);
        var publishing = client.PublishStringAsync("rpm/v1/up/gw-1/batch", "[]", qos, cancellationToken: Token);
        var frame = await intake.FrameAsync(0);
        frame.Receipt.Commit(FakeIntake.Quarantined(
            new Rejection(3, RejectReason.MissingUnit, "unit is required", "cgm-1", Kind.PulseOximetry, new Instant(0), "a1"),
            new Rejection(-1, RejectReason.NotJson, "no JSON")));
        Assert.True((await publishing).IsSuccess);

        await Eventually.TrueAsync(() => messages.Count == 2, "two notices");
        Assert.Equal(
            $$"""rpm/v1/down/gw-1/rejected {"reason":"missing-unit","detail":"unit is required","device":"cgm-1","kind":"pulse-oximetry","time":"1970-01-01T00:00:00.000Z","index":3,"id":"a1","received":"{{frame.Received}}"}""",
            messages[0]);
        Assert.Contains("\"reason\":\"not-json\"", messages[1], StringComparison.Ordinal);
    }

    [Theory, Trait("Control", "C-09")]
    [InlineData("rpm/v1/down/other/#")]
    [InlineData("rpm/v1/up/#")]
    [InlineData("#")]
    public async Task Subscribe_ToOthersMessages_IsRefused(string filter)
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var client = await broker.RawAsync();
        await client.ConnectAsync("curious");
        await client.SubscribeAsync(filter, 1, 1);
        var (type, body) = await client.ReadAsync();
        Assert.Equal((0x90, 0x87), (type, body[^1]));
    }

    private static async Task<(byte, byte)> Reason(RawMqtt device)
    {
        var (type, body) = await device.ReadAsync();
        return (type, body[0]);
    }
}
