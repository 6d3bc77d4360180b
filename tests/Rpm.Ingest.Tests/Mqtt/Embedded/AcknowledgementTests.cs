using Microsoft.Extensions.Time.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Pipeline;
using Xunit;

namespace Rpm.Ingest.Tests.Mqtt.Embedded;

public sealed class AcknowledgementTests
{
    private const string Topic = "rpm/v1/up/cuff-1/blood-pressure";

    private readonly FakeIntake _intake = new();

    [Theory, Trait("Control", "C-01")]
    [InlineData(1, 4)]
    [InlineData(1, 5)]
    [InlineData(2, 4)]
    [InlineData(2, 5)]
    public async Task Publish_BeforeTheCommit_IsNotAcknowledged(int qos, byte version)
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1", version);

        await device.PublishAsync(Topic, "{}", qos, 7, version);
        var frame = await _intake.FrameAsync(0);
        // A second round trip through the same connection shows that nothing else could have been sent either.
        await device.PublishAsync(Topic, "[]", qos, 8, version);
        var second = await _intake.FrameAsync(1);
        Assert.False(device.HasSomething);

        frame.Receipt.Commit(FakeIntake.Committed);
        second.Receipt.Commit(FakeIntake.Committed);
        var expected = (byte)(qos == 1 ? 0x40 : 0x50);
        Assert.Equal((expected, 7, (byte)0), await device.ReadAckAsync());
        Assert.Equal((expected, 8, (byte)0), await device.ReadAckAsync());
        Assert.Equal("up/cuff-1/blood-pressure", frame.Topic);
        Assert.Equal("cuff-1", frame.Client);
        Assert.Equal("{}", FakeIntake.Text(frame));
        Assert.Equal(FrameSource.Mqtt, frame.Source);
    }

    [Fact, Trait("Control", "C-02")]
    public async Task Publish_ManyInFlightSettledOutOfOrder_AreAcknowledgedInArrivalOrder()
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("gateway-1");
        for (ushort id = 1; id <= 200; id++)
            await device.PublishAsync(Topic, $"{id}", 1, id);
        await _intake.FrameAsync(199);

        foreach (var frame in _intake.Frames.Reverse())
        {
            Assert.False(device.HasSomething);
            frame.Receipt.Commit(FakeIntake.Committed);
        }

        for (var id = 1; id <= 200; id++)
            Assert.Equal((0x40, id, 0), await device.ReadAckAsync());
        Assert.Equal(Enumerable.Range(1, 200).Select(i => $"{i}"), _intake.Frames.Select(FakeIntake.Text));
    }

    [Fact]
    public async Task Publish_OnAnotherConnection_DoesNotWaitForThisOne()
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var slow = await broker.RawAsync();
        using var quick = await broker.RawAsync();
        await slow.ConnectAsync("a");
        await quick.ConnectAsync("b");
        await slow.PublishAsync(Topic, "1", 1, 1);
        await _intake.FrameAsync(0);
        await quick.PublishAsync(Topic, "2", 1, 1);
        (await _intake.FrameAsync(1)).Receipt.Commit(FakeIntake.Committed);

        Assert.Equal((0x40, 1, 0), await quick.ReadAckAsync());
        Assert.False(slow.HasSomething);
    }

    [Fact, Trait("Control", "C-01")]
    public async Task Publish_SessionTakenOverAndPacketIdRecurs_OldReceiptDoesNotAcknowledgeTheNewFrame()
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var old = await broker.RawAsync();
        await old.ConnectAsync("cuff-1", clean: false, sessionExpiry: 600);
        await old.PublishAsync(Topic, "old", 1, 1);
        var oldFrame = await _intake.FrameAsync(0);
        using var recent = await broker.RawAsync();
        await recent.ConnectAsync("cuff-1", clean: false, sessionExpiry: 600);
        await recent.PublishAsync(Topic, "new", 1, 1);
        var newFrame = await _intake.FrameAsync(1);

        oldFrame.Receipt.Commit(FakeIntake.Committed);
        await recent.PublishAsync(Topic, "later", 1, 2);
        var later = await _intake.FrameAsync(2);
        later.Receipt.Commit(FakeIntake.Committed);
        Assert.False(recent.HasSomething);

        newFrame.Receipt.Commit(FakeIntake.Committed);
        Assert.Equal((0x40, 1, 0), await recent.ReadAckAsync());
        Assert.Equal((0x40, 2, 0), await recent.ReadAckAsync());
    }

    [Fact, Trait("Control", "C-01")]
    public async Task Publish_IntakeFullWhileSessionIsTakenOver_LateAcceptanceDoesNotAcknowledgeOnTheNewConnection()
    {
        var room = new TaskCompletionSource();
        _intake.Room = room.Task;
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var old = await broker.RawAsync();
        await old.ConnectAsync("cuff-1", clean: false, sessionExpiry: 600);
        await old.PublishAsync(Topic, "old", 1, 1);
        using var recent = await broker.RawAsync();
        await recent.ConnectAsync("cuff-1", clean: false, sessionExpiry: 600);
        room.SetResult();

        await recent.PublishAsync(Topic, "new", 1, 1);
        await Eventually.TrueAsync(() => _intake.Frames.Any(f => FakeIntake.Text(f) == "new"), "the new frame");
        await recent.PingAsync();
        foreach (var frame in _intake.Frames.Where(f => FakeIntake.Text(f) == "old"))
            frame.Receipt.Commit(FakeIntake.Committed);
        Assert.False(recent.HasSomething && (await recent.ReadAsync()).Type == 0x40);
        _intake.Frames.Single(f => FakeIntake.Text(f) == "new").Receipt.Commit(FakeIntake.Committed);
        byte type;
        do
            type = (await recent.ReadAsync()).Type;
        while (type == 0xD0);
        Assert.Equal(0x40, type);
    }

    [Theory, Trait("Control", "C-03")]
    [InlineData(1, 4)]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    public async Task Commit_Fails_ConnectionClosesWithoutAcknowledgement(int qos, byte version)
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1", version);
        await device.PublishAsync(Topic, "1", qos, 1, version);
        await device.PublishAsync(Topic, "2", qos, 2, version);
        await _intake.FrameAsync(1);

        _intake.Frames[0].Receipt.Fail(new IOException("disk full"));
        _intake.Frames[1].Receipt.Commit(FakeIntake.Committed);

        if (version == 5)
            Assert.Equal(0xE0, (await device.ReadAsync()).Type);
        Assert.True(await device.IsClosedAsync());
    }

    [Fact, Trait("Control", "C-03")]
    public async Task Commit_TakesLongerThanFiveSeconds_ConnectionClosesWithoutAcknowledgement()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var broker = await BrokerHost.StartAsync(_intake, time: time);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1");
        await device.PublishAsync(Topic, "1", 1, 1);
        var frame = await _intake.FrameAsync(0);
        await device.PingAsync();

        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(device.HasSomething && (await device.ReadAsync()).Type != 0xD0);
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return device.HasSomething;
        }, "the end of the connection");

        var (type, body) = await device.ReadAsync();
        if (type == 0xD0)
            (type, body) = await device.ReadAsync();
        Assert.Equal((0xE0, 0x89), (type, body[0]));
        Assert.True(await device.IsClosedAsync());
        frame.Receipt.Commit(FakeIntake.Committed);
    }

    [Fact, Trait("Control", "C-04")]
    public async Task Publish_IntakeStopped_NoAcknowledgementThenDisconnectQuotaExceeded()
    {
        _intake.Refusal = new IntakeStoppedException("the journal is full");
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1");
        await device.PublishAsync(Topic, "1", 1, 1);

        var (type, body) = await device.ReadAsync();
        Assert.Equal((0xE0, 0x97), (type, body[0]));
        Assert.True(await device.IsClosedAsync());
    }

    [Theory, Trait("Control", "C-04")]
    [InlineData(4, 0x03)]
    [InlineData(5, 0x97)]
    public async Task Connect_JournalTakesNoMore_IsRefusedUntilItCan(byte version, byte reason)
    {
        _intake.IsOpen = false;
        await using var broker = await BrokerHost.StartAsync(_intake);
        using (var refused = await broker.RawAsync())
            Assert.Equal(reason, await refused.ConnectAsync("cuff-1", version));

        _intake.IsOpen = true;
        using var taken = await broker.RawAsync();
        Assert.Equal(0, await taken.ConnectAsync("cuff-1", version));
    }

    [Fact, Trait("Control", "C-02")]
    public async Task Publish_QosTwoRepeatedBeforeRelease_IsOneFrame()
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1", clean: false, sessionExpiry: 600);
        await device.PublishAsync(Topic, "1", 2, 5);
        var frame = await _intake.FrameAsync(0);
        await device.PublishAsync(Topic, "1", 2, 5, dup: true);
        frame.Receipt.Commit(FakeIntake.Committed);
        Assert.Equal((0x50, 5, 0), await device.ReadAckAsync());
        Assert.Equal((0x50, 5, 0), await device.ReadAckAsync());

        // The id is still unreleased when the client comes back on a new connection.
        device.Dispose();
        using var again = await broker.RawAsync();
        await again.ConnectAsync("cuff-1", clean: false, sessionExpiry: 600);
        await again.PublishAsync(Topic, "1", 2, 5, dup: true);
        Assert.Equal((0x50, 5, 0), await again.ReadAckAsync());
        await again.ReleaseAsync(5);
        Assert.Equal((0x70, 5, 0), await again.ReadAckAsync());
        Assert.Equal(1, _intake.Count);

        await again.PublishAsync(Topic, "2", 2, 5);
        (await _intake.FrameAsync(1)).Receipt.Commit(FakeIntake.Committed);
        Assert.Equal((0x50, 5, 0), await again.ReadAckAsync());
    }

    [Fact]
    public async Task Publish_QosTwoAfterItsCommitFailed_IsTakenAgain()
    {
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("cuff-1", clean: false, sessionExpiry: 600);
        await device.PublishAsync(Topic, "1", 2, 5);
        (await _intake.FrameAsync(0)).Receipt.Fail(new IOException("disk full"));
        Assert.Equal(0xE0, (await device.ReadAsync()).Type);

        using var again = await broker.RawAsync();
        await again.ConnectAsync("cuff-1", clean: false, sessionExpiry: 600);
        await again.PublishAsync(Topic, "1", 2, 5, dup: true);
        (await _intake.FrameAsync(1)).Receipt.Commit(FakeIntake.Committed);
        Assert.Equal((0x50, 5, 0), await again.ReadAckAsync());
    }

    [Theory]
    [InlineData(MqttProtocolVersion.V311)]
    [InlineData(MqttProtocolVersion.V500)]
    public async Task Publish_WithAnOrdinaryClientAtEveryQos_ArrivesOnce(MqttProtocolVersion version)
    {
        _intake.CommitAtOnce = true;
        await using var broker = await BrokerHost.StartAsync(_intake);
        var client = await broker.ConnectAsync("gateway-1", version);
        foreach (var qos in Enum.GetValues<MqttQualityOfServiceLevel>())
        {
            var message = new MqttApplicationMessageBuilder().WithTopic(Topic).WithPayload($"{qos}").WithQualityOfServiceLevel(qos).WithRetainFlag();
            if (version == MqttProtocolVersion.V500)
                message.WithUserProperty("zone", "Europe/Berlin"u8.ToArray());
            var result = await client.PublishAsync(message.Build(), TestContext.Current.CancellationToken);
            Assert.Equal(MqttClientPublishReasonCode.Success, result.ReasonCode);
        }

        await _intake.FrameAsync(2);
        Assert.Equal(["AtMostOnce", "AtLeastOnce", "ExactlyOnce"], _intake.Frames.Select(FakeIntake.Text));
        Assert.All(_intake.Frames, f => Assert.Equal(version == MqttProtocolVersion.V500 ? [new("zone", "Europe/Berlin")] : [], f.UserProperties));
        Assert.Empty(await broker.Outlet.RetainedAsync("up", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Publish_IntakeFull_StopsTheSocket()
    {
        var room = new TaskCompletionSource();
        _intake.Room = room.Task;
        _intake.CommitAtOnce = true;
        await using var broker = await BrokerHost.StartAsync(_intake);
        using var device = await broker.RawAsync();
        await device.ConnectAsync("gateway-1");
        var sending = Task.Run(async () =>
        {
            var body = new string('x', 60_000);
            for (ushort id = 1; id <= 500; id++)
                await device.PublishAsync(Topic, body, 1, id);
        }, TestContext.Current.CancellationToken);

        await Task.WhenAny(sending, Task.Delay(500, TestContext.Current.CancellationToken));
        Assert.False(sending.IsCompleted);
        Assert.Equal(0, _intake.Count);
        room.SetResult();
        await sending;
        await _intake.FrameAsync(499);
    }
}
