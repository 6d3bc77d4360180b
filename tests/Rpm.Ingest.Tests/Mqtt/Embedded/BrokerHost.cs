using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Formatter;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Mqtt.Embedded;
using Rpm.Ingest.Pipeline;
using Xunit;

namespace Rpm.Ingest.Tests.Mqtt.Embedded;

/// <summary>The embedded broker as a host wires it, on a free port.</summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<IDisposable> _clients = [];

    private BrokerHost(WebApplication app, int port)
    {
        _app = app;
        Port = port;
    }

    public int Port { get; }

    public IMqttOutlet Outlet => _app.Services.GetRequiredService<IMqttOutlet>();

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<BrokerHost> StartAsync(IIntake intake, MqttOptions? options = null, TimeProvider? time = null, IEnumerable<string>? mapped = null)
    {
        options = (options ?? new MqttOptions()) with { Port = 0 };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(intake);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddMqtt(options, mapped ?? []);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenMqtt(options));
        var app = builder.Build();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new BrokerHost(app, new Uri(address).Port);
    }

    public MqttClientOptionsBuilder Options(string clientId, MqttProtocolVersion version = MqttProtocolVersion.V500) =>
        new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", Port).WithClientId(clientId).WithProtocolVersion(version).WithCleanSession()
            .WithTimeout(TimeSpan.FromSeconds(20)).WithoutPacketFragmentation();

    public async Task<IMqttClient> ConnectAsync(string clientId, MqttProtocolVersion version = MqttProtocolVersion.V500)
    {
        var client = Client();
        await client.ConnectAsync(Options(clientId, version).Build(), TestContext.Current.CancellationToken);
        return client;
    }

    public IMqttClient Client()
    {
        var client = new MqttClientFactory().CreateMqttClient();
        _clients.Add(client);
        return client;
    }

    public async Task<RawMqtt> RawAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        var raw = new RawMqtt(socket);
        _clients.Add(raw);
        return raw;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
