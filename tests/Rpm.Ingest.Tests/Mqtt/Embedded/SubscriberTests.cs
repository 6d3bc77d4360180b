using System.Collections.Concurrent;
using MQTTnet;
using MQTTnet.Protocol;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Pipeline;
using Xunit;

namespace Rpm.Ingest.Tests.Mqtt.Embedded;

public sealed class SubscriberTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Control", "C-05")]
    public async Task Subscribe_TenThousandRetainedAndASlowReader_GetsEveryOne()
    {
        await using var broker = await BrokerHost.StartAsync(new FakeIntake());
        var payload = new byte[800];
        Array.Fill(payload, (byte)'x');
        for (var i = 0; i < 10_000; i++)
            await broker.Outlet.PublishAsync($"alerts/p{i}/a", payload, true, Token);
        using var ward = await broker.RawAsync();
        await ward.ConnectAsync("ward");
        await ward.SubscribeAsync("rpm/v1/alerts/#", 1, 1);
        // It reads nothing until the broker can send no more, then everything.
        await Task.Delay(500, Token);

        var topics = new HashSet<string>();
        while (topics.Count < 10_000)
        {
            var (type, body) = await ward.ReadAsync();
            if ((type & 0xF0) != 0x30)
                continue;
            var length = (body[0] << 8) | body[1];
            topics.Add(System.Text.Encoding.UTF8.GetString(body, 2, length));
            await ward.SendAsync(0x40, [body[2 + length], body[3 + length]]);
        }

        Assert.Equal(10_000, (await broker.Outlet.RetainedAsync("alerts", Token)).Count);
    }

    [Fact, Trait("Control", "C-05")]
    public async Task Subscribe_HundredThousandRetainedWhileTheyChange_GetsEveryOneAndNoneOutOfOrder()
    {
        const int alerts = 100_000;
        const int changed = 2_000;
        await using var broker = await BrokerHost.StartAsync(new FakeIntake());
        Task PublishAsync(int alert, string state) =>
            broker.Outlet.PublishAsync($"alerts/p{alert % 1_000}/a{alert}", System.Text.Encoding.ASCII.GetBytes(state), true, Token);
        for (var i = 0; i < alerts; i++)
            await PublishAsync(i, "1" + new string('x', 200));

        using var ward = await broker.RawAsync();
        await ward.ConnectAsync("ward");
        await ward.SubscribeAsync("rpm/v1/alerts/#", 1, 1);
        // While the subscriber is being served, some change and some are emptied, all over the set.
        async Task ChangeAsync()
        {
            for (var i = 0; i < changed; i++)
            {
                await PublishAsync(i * (alerts / changed), "2");
                await PublishAsync((i * (alerts / changed)) + 1, "");
            }
        }

        var states = new Dictionary<string, string>(alerts);
        var live = new HashSet<string>();
        Task? changing = null;
        while (live.Count < 2 * changed || states.Count < alerts - changed)
        {
            var (type, body) = await ward.ReadAsync();
            if (type == 0x90)
                changing = Task.Run(ChangeAsync, Token);
            if ((type & 0xF0) != 0x30)
                continue;
            var length = (body[0] << 8) | body[1];
            var topic = System.Text.Encoding.UTF8.GetString(body, 2, length);
            await ward.SendAsync(0x40, [body[2 + length], body[3 + length]]);
            var state = body.Length > length + 5 ? ((char)body[length + 5]).ToString() : "";
            if (state.Length == 0)
                states.Remove(topic);
            else
            {
                Assert.False(live.Contains(topic) && state == "1", $"{topic}: an older state behind a newer one");
                states[topic] = state;
            }

            if (state != "1")
                live.Add(topic);
        }

        await changing!;
        Assert.Equal(changed, states.Values.Count(s => s == "2"));
        Assert.Equal(alerts - changed, states.Count);
        Assert.Equal(1, broker.Get<Rpm.Ingest.Mqtt.Embedded.Links>().Count);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    public async Task Subscribe_Twice_HonoursTheRetainHandlingThatWasAskedFor(int handling, int expected)
    {
        await using var broker = await BrokerHost.StartAsync(new FakeIntake());
        await broker.Outlet.PublishAsync("alerts/p1/a1", "{}"u8.ToArray(), true, Token);
        var received = new ConcurrentQueue<MqttApplicationMessage>();
        var client = await broker.ConnectAsync("c");
        client.ApplicationMessageReceivedAsync += e =>
        {
            received.Enqueue(e.ApplicationMessage);
            return Task.CompletedTask;
        };
        var subscribe = new MqttClientSubscribeOptionsBuilder().WithSubscriptionIdentifier(7).WithTopicFilter(f => f.WithTopic("rpm/v1/alerts/#").WithAtLeastOnceQoS()
            .WithRetainHandling((MqttRetainHandling)handling)).Build();
        await client.SubscribeAsync(subscribe, Token);
        await Eventually.TrueAsync(() => received.Count == Math.Min(expected, 1), "the retained message");
        await client.SubscribeAsync(subscribe, Token);
        // What comes after them shows that nothing else is on its way.
        await Eventually.TrueAsync(() => received.Count == expected, "the retained message again");
        await broker.Outlet.PublishAsync("alerts/p1/a1", "2"u8.ToArray(), true, Token);
        await Eventually.TrueAsync(() => received.Count == expected + 1, "the change");
        Assert.Equal(Enumerable.Repeat(true, expected).Append(false), received.Select(m => m.Retain));
        Assert.All(received, m => Assert.Equal([7u], m.SubscriptionIdentifiers));
    }

    [Theory, Trait("Control", "C-05")]
    [InlineData(0u)]
    [InlineData(600u)]
    public async Task Publish_SubscriberDoesNotRead_IsDisconnectedAndFindsTheRetainedStateAgain(uint sessionExpiry)
    {
        await using var broker = await BrokerHost.StartAsync(new FakeIntake { CommitAtOnce = true }, new MqttOptions { SubscriberQueue = 1_000 });
        var quick = new ConcurrentDictionary<string, bool>();
        var reader = await broker.ConnectAsync("reader");
        reader.ApplicationMessageReceivedAsync += e =>
        {
            quick[e.ApplicationMessage.ConvertPayloadToString()[..8]] = true;
            return Task.CompletedTask;
        };
        await reader.SubscribeAsync("rpm/v1/alerts/#", MqttQualityOfServiceLevel.AtLeastOnce, Token);
        using var ward = await broker.RawAsync();
        await ward.ConnectAsync("ward", clean: false, sessionExpiry: sessionExpiry);
        await ward.SubscribeAsync("rpm/v1/alerts/#", 1, 1);
        Assert.Equal(0x90, (await ward.ReadAsync()).Type);

        var sent = 0;
        await Eventually.TrueAsync(() =>
        {
            // The reader keeps up: no more is sent before it has everything.
            if (quick.Count < sent)
                return false;
            for (var i = 0; i < 50; i++, sent++)
                broker.Outlet.PublishAsync($"alerts/p{sent % 100}/a", System.Text.Encoding.ASCII.GetBytes($"{sent:D8}{new string('x', 8000)}"), true, Token).GetAwaiter().GetResult();
            return broker.Get<Rpm.Ingest.Mqtt.Embedded.Links>().Count == 1;
        }, "the slow subscriber is disconnected");
        await Eventually.TrueAsync(() => quick.Count == sent, "the reader got every message");

        using var again = await broker.RawAsync();
        await again.SendConnectAsync("ward", clean: false, sessionExpiry: sessionExpiry);
        var (_, connAck) = await again.ReadAsync();
        Assert.Equal((0, 0), (connAck[0], connAck[1])); // no session: it knows that it must subscribe again
        await again.SubscribeAsync("rpm/v1/alerts/#", 1, 1);
        var states = new HashSet<string>();
        while (states.Count < 100)
        {
            var (type, body) = await again.ReadAsync();
            if ((type & 0xF0) == 0x30)
                states.Add(System.Text.Encoding.UTF8.GetString(body, 2, (body[0] << 8) | body[1]));
        }
    }

    [Fact]
    public async Task Subscribe_WithASmallReceiveMaximum_GetsNoMoreThanThatUnacknowledged()
    {
        await using var broker = await BrokerHost.StartAsync(new FakeIntake());
        for (var i = 0; i < 20; i++)
            await broker.Outlet.PublishAsync($"alerts/p{i}/a", "{}"u8.ToArray(), true, Token);
        using var ward = await broker.RawAsync();
        await ward.ConnectAsync("ward", receiveMaximum: 3);
        await ward.SubscribeAsync("rpm/v1/alerts/#", 1, 1);

        var unacknowledged = new Queue<byte[]>();
        for (var i = 0; i < 20; i++)
        {
            var (type, body) = await ward.ReadAsync();
            // SUBACK comes before or among the retained messages.
            if (type == 0x90)
                (type, body) = await ward.ReadAsync();
            Assert.Equal(0x30, type & 0xF0);
            var length = (body[0] << 8) | body[1];
            unacknowledged.Enqueue([body[2 + length], body[3 + length]]);
            if (unacknowledged.Count < 3 && i < 17)
                continue;
            await Task.Delay(20, Token);
            Assert.False(unacknowledged.Count == 3 && ward.HasSomething);
            await ward.SendAsync(0x40, unacknowledged.Dequeue());
        }
    }

    [Fact]
    public async Task Publish_ToMosquittoSub_ArrivesRetained()
    {
        await using var broker = await BrokerHost.StartAsync(new FakeIntake());
        await broker.Outlet.PublishAsync("alerts/p1/a1", """{"id":"a1"}"""u8.ToArray(), true, Token);
        var (exit, output) = await Mosquitto.RunAsync("mosquitto_sub", "-p", $"{broker.Port}", "-t", "rpm/v1/alerts/#", "-q", "1", "-C", "1", "-W", "10", "-F", "%r %t %p");
        Assert.Equal((0, "1 rpm/v1/alerts/p1/a1 {\"id\":\"a1\"}"), (exit, output.Trim()));

        await broker.Outlet.PublishAsync("alerts/p1/a1", ReadOnlyMemory<byte>.Empty, true, Token);
        Assert.Empty(await broker.Outlet.RetainedAsync("alerts", Token));
    }
}
