using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Alive;
using Rpm.Ingest.Http;
using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Tests.Alerts;

/// <summary>The alert endpoints on Kestrel at a free loopback port, over a real store and a fake journal and monitor.</summary>
internal sealed class AlertServer : IAsyncDisposable
{
    private AlertServer(StoreFixture fixture, WebApplication app, FakeMonitor monitor, FakeTimeProvider time)
    {
        (Fixture, App, Monitor, Time) = (fixture, app, monitor, time);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Engine = new EngineAlerts(fixture.Store, time, Microsoft.Extensions.Logging.Abstractions.NullLogger<EngineAlerts>.Instance);
        Client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
    }

    public StoreFixture Fixture { get; }

    public WebApplication App { get; }

    public FakeMonitor Monitor { get; }

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    /// <summary>Owner of the engine's own alerts.</summary>
    public EngineAlerts Engine { get; }

    public AlertStream Stream => App.Services.GetRequiredService<AlertStream>();

    /// <summary>Whether the rule of an alert still judges.</summary>
    public bool RuleInForce { get; set; } = true;

    public static async Task<AlertServer> StartAsync(AlertStreamSettings? settings = null)
    {
        var fixture = await StoreFixture.OpenAsync();
        var monitor = new FakeMonitor(fixture.Store);
        var time = new FakeTimeProvider(Some.Noon.ToDateTimeOffset());
        AlertServer? server = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(fixture.Store);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IJournal>(monitor);
        builder.Services.AddSingleton<IMonitorClock>(monitor);
        builder.Services.AddSingleton(settings ?? AlertStreamSettings.Default);
        builder.Services.AddSingleton<AlertStream>();
        builder.Services.AddSingleton(_ => new AlertActions(fixture.Store, monitor, monitor, _ => server!.RuleInForce, time, server!.Engine));
        var app = builder.Build();
        app.MapAlerts();
        await app.StartAsync();
        return server = new(fixture, app, monitor, time);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
        Fixture.Dispose();
    }
}
