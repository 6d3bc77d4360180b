using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Rpm.DeviceSim.Publishing;
using Xunit;

namespace Rpm.DeviceSim.Tests.Publishing;

/// <summary>A broker in this process that keeps what it hears and can misbehave.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly ConcurrentQueue<Message> _received = new();
    private readonly SemaphoreSlim _news = new(0);
    private MqttServer _server;

    private TestBroker(int port) => (Address, _server) = (new BrokerAddress { Port = port }, null!);

    public sealed record Message(string Topic, string Text);

    public BrokerAddress Address { get; }

    /// <summary>In the order of arrival.</summary>
    public IReadOnlyList<Message> Received => [.. _received];

    /// <summary>Looks at each publish and may answer it differently; the number counts from 1.</summary>
    public Action<InterceptingPublishEventArgs, int>? OnPublish { get; set; }

    /// <summary>Looks at each CONNECT and may refuse it.</summary>
    public Action<ValidatingConnectionEventArgs>? OnConnect { get; set; }

    public static async Task<TestBroker> StartAsync()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var broker = new TestBroker(((IPEndPoint)probe.LocalEndpoint).Port);
        probe.Stop();
        await broker.OpenAsync();
        return broker;
    }

    /// <summary>Opens the port (again).</summary>
    public async Task OpenAsync()
    {
        var options = new MqttServerOptionsBuilder().WithDefaultEndpoint().WithDefaultEndpointPort(Address.Port)
            .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback).WithDefaultEndpointBoundIPV6Address(IPAddress.None).Build();
        _server = new MqttServerFactory().CreateMqttServer(options);
        var count = 0;
        _server.InterceptingPublishAsync += args =>
        {
            OnPublish?.Invoke(args, Interlocked.Increment(ref count));
            _received.Enqueue(new Message(args.ApplicationMessage.Topic, Encoding.UTF8.GetString(args.ApplicationMessage.Payload.ToArray())));
            _news.Release();
            return Task.CompletedTask;
        };
        _server.ValidatingConnectionAsync += args =>
        {
            OnConnect?.Invoke(args);
            return Task.CompletedTask;
        };
        await _server.StartAsync();
    }

    /// <summary>Closes the port and every connection.</summary>
    public Task CloseAsync() => _server.StopAsync(new MqttServerStopOptions());

    public Task PublishAsync(string topic, string text) => _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(
        new MQTTnet.MqttApplicationMessage { Topic = topic, Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text)), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce })
    { SenderClientId = "broker" });

    /// <summary>Waits until what was received satisfies the condition; fails after 20 s.</summary>
    public async Task WaitForAsync(Func<IReadOnlyList<Message>, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition(Received))
        {
            try
            {
                await _news.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Not within 20 s; {_received.Count} messages were received.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _server.Dispose();
        _news.Dispose();
    }
}
