using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using MQTTnet.Protocol;
using Rpm.DeviceSim.Publishing;
using Xunit;

namespace Rpm.DeviceSim.Tests.Publishing;

public sealed class DurablePublisherTests
{
    private readonly ConcurrentQueue<SettledFrame> _settled = new();

    [Fact]
    public async Task Drain_ManyFrames_EveryOneIsAcknowledgedOnceInOrder()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var publisher = Publisher(broker);

        await EnqueueAsync(publisher, 0, 2_000);
        await DrainAsync(publisher);

        Assert.Equal(Texts(0, 2_000), broker.Received.Select(m => m.Text));
        Assert.Equal(Enumerable.Range(0, 2_000).Select(i => (long)i), _settled.Select(s => s.Sequence).Order());
        Assert.All(_settled, s => Assert.Equal((PublishOutcome.Acknowledged, 1), (s.Outcome, s.Attempts)));
        var counts = publisher.Counts;
        Assert.Equal((2_000, 2_000, 0, 1), (counts.Enqueued, counts.Acknowledged, counts.Unacknowledged, counts.Connects));
    }

    [Fact]
    public async Task Drain_ConnectionDroppedBeforeThePuback_SendsAgainUntilAcknowledged()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.OnPublish = (args, number) => args.CloseConnection = number is 100 or 350;
        await using var publisher = Publisher(broker);

        await EnqueueAsync(publisher, 0, 500);
        await DrainAsync(publisher);

        Assert.Equal(Texts(0, 500).Order(), broker.Received.Select(m => m.Text).Distinct().Order());
        Assert.Equal(500, _settled.Select(s => s.Sequence).Distinct().Count());
        Assert.Equal(500, _settled.Count);
        var counts = publisher.Counts;
        Assert.Equal(3, counts.Connects);
        Assert.True(counts.Resent > 0, "nothing was sent again");
        Assert.Contains(_settled, s => s.Attempts > 1);
    }

    [Fact]
    public async Task Drain_BrokerAwayForAWhile_ArrivesInOrderOnceItIsBack()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var publisher = Publisher(broker);
        await EnqueueAsync(publisher, 0, 10);
        await broker.WaitForAsync(m => m.Count == 10);

        await broker.CloseAsync();
        await EnqueueAsync(publisher, 10, 30);
        await broker.OpenAsync();
        await DrainAsync(publisher);

        Assert.Equal(Texts(0, 30), broker.Received.Select(m => m.Text).Distinct());
        Assert.Equal(30, publisher.Counts.Acknowledged);
    }

    [Fact]
    public async Task Drain_NotAuthorized_IsRefusedAndNotRepeated()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.OnPublish = (args, number) => args.Response.ReasonCode = number == 2 ? MqttPubAckReasonCode.NotAuthorized : MqttPubAckReasonCode.Success;
        await using var publisher = Publisher(broker);

        await EnqueueAsync(publisher, 0, 3);
        await DrainAsync(publisher);

        var counts = publisher.Counts;
        Assert.Equal((2, 1, 0), (counts.Acknowledged, counts.Refused, counts.Unacknowledged));
        Assert.Equal(1, counts.Reasons[0x87]);
        Assert.Equal(1, Assert.Single(_settled, s => s.Outcome == PublishOutcome.Refused).Sequence);
    }

    [Fact]
    public async Task Drain_QuotaExceeded_ComesBackWithTheSameFrame()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.OnPublish = (args, number) => args.Response.ReasonCode = number == 1 ? MqttPubAckReasonCode.QuotaExceeded : MqttPubAckReasonCode.Success;
        await using var publisher = Publisher(broker);

        await EnqueueAsync(publisher, 0, 1);
        await DrainAsync(publisher);

        Assert.Equal((1, 0), (publisher.Counts.Acknowledged, publisher.Counts.Refused));
        Assert.Equal(["0", "0"], broker.Received.Select(m => m.Text));
    }

    [Fact]
    public async Task Drain_BadPassword_FailsAtOnceInsteadOfRepeating()
    {
        await using var broker = await TestBroker.StartAsync();
        broker.OnConnect = args => args.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
        await using var publisher = Publisher(broker);

        await EnqueueAsync(publisher, 0, 1);

        var failure = await Assert.ThrowsAsync<PublisherFailedException>(() => DrainAsync(publisher));
        Assert.Contains("BadUserNameOrPassword", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PublisherFailedException>(async () => await publisher.EnqueueAsync(Frame(1), CancellationToken.None));
    }

    [Fact]
    public async Task Drain_NobodyListens_GivesUpAfterTheTimeGiven()
    {
        await using var publisher = new DurablePublisher(
            new DurablePublisherOptions { ClientId = "t", Broker = new BrokerAddress { Port = 1 }, GiveUpAfter = TimeSpan.FromMilliseconds(300), MinBackOff = TimeSpan.FromMilliseconds(50) },
            TimeProvider.System);
        publisher.Start();
        await EnqueueAsync(publisher, 0, 1);

        await Assert.ThrowsAsync<PublisherFailedException>(() => DrainAsync(publisher));
        Assert.Equal((1, 0), (publisher.Counts.Unacknowledged, publisher.Counts.Connects));
    }

    [Fact]
    public async Task Enqueue_MoreThanMayBeOpen_WaitsUntilSomethingIsAcknowledged()
    {
        await using var broker = await TestBroker.StartAsync();
        await using var publisher = new DurablePublisher(
            new DurablePublisherOptions { ClientId = "t", Broker = broker.Address, MaxUnacknowledged = 2, OnSettled = _settled.Enqueue }, TimeProvider.System);
        await EnqueueAsync(publisher, 0, 2);

        var third = publisher.EnqueueAsync(Frame(2), CancellationToken.None).AsTask();
        Assert.False(third.IsCompleted);
        publisher.Start();

        Assert.Equal(2, await third.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        await DrainAsync(publisher);
        Assert.Equal(3, _settled.Count);
    }

    [Fact]
    public async Task OnReport_MessageOnTheReportTopic_IsHeard()
    {
        await using var broker = await TestBroker.StartAsync();
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var publisher = new DurablePublisher(
            new DurablePublisherOptions
            {
                ClientId = "t",
                Broker = broker.Address,
                ReportTopic = "rpm/v1/down/t/rejected",
                OnReport = payload => heard.TrySetResult(Encoding.UTF8.GetString(payload.Span)),
            },
            TimeProvider.System);
        publisher.Start();
        await EnqueueAsync(publisher, 0, 1);
        await broker.WaitForAsync(m => m.Count == 1);

        await broker.PublishAsync("rpm/v1/down/t/rejected", "{}");

        Assert.Equal("{}", await heard.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    private DurablePublisher Publisher(TestBroker broker)
    {
        var publisher = new DurablePublisher(
            new DurablePublisherOptions { ClientId = "t", Broker = broker.Address, MinBackOff = TimeSpan.FromMilliseconds(20), OnSettled = _settled.Enqueue }, TimeProvider.System);
        publisher.Start();
        return publisher;
    }

    private static async Task EnqueueAsync(DurablePublisher publisher, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            await publisher.EnqueueAsync(Frame(i), TestContext.Current.CancellationToken);
        }
    }

    private static PublishFrame Frame(int number) => new("rpm/v1/up/d/cgm", Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)));

    private static IEnumerable<string> Texts(int from, int to) => Enumerable.Range(from, to - from).Select(i => i.ToString(CultureInfo.InvariantCulture));

    private static Task DrainAsync(DurablePublisher publisher) =>
        publisher.DrainAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
