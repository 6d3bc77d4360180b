using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Mqtt.External;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Tests.Mqtt.External;

/// <summary>The engine's MQTT part in broker mode.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly IHost _host;

    private EngineHost(IHost host) => _host = host;

    public IMqttOutlet Outlet => Get<IMqttOutlet>();

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<EngineHost> StartAsync(IIntake intake, MqttOptions options, bool wait = true)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(intake);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMqtt(options with { Mode = MqttMode.Broker }, []);
        var host = builder.Build();
        await host.StartAsync();
        var engine = new EngineHost(host);
        if (wait)
        {
            await engine.ConnectedAsync();
            await engine.Outlet.WaitForConnectionAsync(0, CancellationToken.None).WaitAsync(Eventually.Deadline);
        }

        return engine;
    }

    public Task ConnectedAsync() => Eventually.TrueAsync(() => Get<BrokerSource>().IsConnected, "connection to the broker");

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
