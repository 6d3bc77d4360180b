using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet.AspNetCore;
using MQTTnet.Server;

namespace Rpm.Bench.EndToEnd.Targets;

/// <summary>MQTTnet.AspNetCore on Kestrel that acknowledges and throws away: the most that the engine's own broker could do.</summary>
internal sealed class BareBroker(TimeProvider time) : ITarget
{
    private Child? _child;

    public string Name => "bare MQTTnet.AspNetCore, discards";

    public int Port { get; } = Child.FreePort();

    public TimeSpan ProcessorTime => _child?.ProcessorTime ?? TimeSpan.Zero;

    /// <summary>Bytes of memory that it holds.</summary>
    public long WorkingSet => _child?.WorkingSet ?? 0;

    /// <summary>The broker itself, run in the child process.</summary>
    public static async Task ServeAsync(int port, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.UseMqtt()));
        builder.Services.AddMqttServer();
        builder.Services.AddConnections();
        var app = builder.Build();
        app.Services.GetRequiredService<MqttServer>().InterceptingPublishAsync += args =>
        {
            args.ProcessPublish = false;
            return Task.CompletedTask;
        };
        await app.RunAsync(cancel);
    }

    public async Task<string?> StartAsync(CancellationToken cancel)
    {
        _child = Child.Start(
            Environment.ProcessPath!,
            [.. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? new[] { typeof(BareBroker).Assembly.Location } : [], "bare", "--port", $"{Port}"]);
        return _child is null ? "cannot start itself" : await _child.ListeningAsync(Port, time, cancel);
    }

    public Task<TimeSpan?> CatchUpAsync(long acknowledgedInAll, CancellationToken cancel) => Task.FromResult<TimeSpan?>(null);

    public ValueTask DisposeAsync() => _child?.DisposeAsync() ?? ValueTask.CompletedTask;
}
