using Rpm.Dashboard;
using Rpm.DeviceSim.Wards;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Alive;
using Rpm.Ingest.Commands;
using Rpm.Ingest.Dashboard;
using Rpm.Ingest.Explanations;
using Rpm.Ingest.Fhir;
using Rpm.Ingest.Http;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Metrics;
using Rpm.Ingest.Monitoring;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Mqtt.Embedded;
using Rpm.Ingest.Mqtt.External;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Replays;
using Rpm.Ingest.Security;
using Rpm.Ingest.Settings;
using Rpm.Ingest.TimeSeries;
using Rpm.Ingest.TimeSeries.Influx;
using Rpm.Telemetry;

namespace Rpm.Ingest.Engine;

/// <summary>Builds the web application out of the parts.</summary>
internal static class EngineHost
{
    /// <param name="registry">What the registry file holds; null without one.</param>
    public static WebApplication Build(WebApplicationBuilder builder, EngineSettings settings, RegistryContents? registry, bool demo)
    {
        var (rpm, services) = (settings.Rpm, builder.Services);
        Directory.CreateDirectory(rpm.DataDirectory);
        var admin = rpm.Security.AdminToken ?? AdminTokenFile.OpenOrCreate(rpm.DataDirectory).Token;
        services.AddSingleton(TimeProvider.System);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(30));
        services.AddRpmHttp(rpm, new AccessTokens(admin, rpm.Security.IngestToken));
        services.AddDashboard();
        services.AddPageCompression();
        services.AddPatientPage(rpm.Page.Glucose ?? Unit.MilligramPerDecilitre);
        services.AddWorklist(rpm.DataDirectory);
        services.AddSingleton(settings.Mappings);
        services.AddEngine(rpm);
        AddSinks(services, settings);
        if (registry is not null)
        {
            services.AddSingleton<IEngineStep>(s => new RegistryImport(
                registry, s.GetRequiredService<IRegistry>(), s.GetRequiredService<IRegistryCommands>(), s.GetRequiredService<ILogger<RegistryImport>>()));
        }

        services.AddMqtt(settings.Mqtt, settings.Mappings.Filters);
        services.AddFhir(settings.Fhir);
        if (settings.Fhir.Url is not null)
        {
            services.AddFhirSending(settings.Fhir, rpm.DataDirectory);
        }

        AddAlerts(services, rpm.Alerts);
        AddAlive(services, rpm.Heartbeat);
        AddWatch(services, rpm);
        AddDemo(services, settings, demo);
        services.AddSingleton<OpenConnections>();
        services.AddHostedService(s => s.GetRequiredService<OpenConnections>());
        services.AddHostedService<ClosingDoor>();
        // Outside of Development the files of the page would else be found only when published.
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ConfigureEndpointDefaults(OpenConnections.Watch);
            kestrel.ListenRpmHttp(rpm.Http);
            if (settings.Mqtt.Mode == MqttMode.Embedded)
            {
                kestrel.ListenMqtt(settings.Mqtt);
            }
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting", LogLevel.Warning)
            // Each attempt of each request to a sink that is away; the part that sent it says so itself, once.
            .AddFilter("Polly", LogLevel.Critical).AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

        var app = builder.Build();
        app.UseResponseCompression();
        app.UseRpmHttp();
        app.UseAntiforgery();
        app.MapRpmHttp();
        app.MapStaticAssets().AllowAnonymous();
        app.MapDashboard().RequireAuthorization(AccessPolicies.Admin);
        app.MapPatientCsv();
        app.MapAlerts().RequireAuthorization(AccessPolicies.Admin);
        app.MapExplanations();
        app.MapRuleReplay();
        app.MapFhir().RequireAuthorization(AccessPolicies.Admin);
        return app;
    }

    private static void AddSinks(IServiceCollection services, EngineSettings settings)
    {
        if (settings.Influx.Enabled)
        {
            services.AddSingleton<IOutsideSink>(s => new InfluxSink(
                settings.Influx, InfluxHttp.CreateClient(s.GetRequiredService<TimeProvider>()), s.GetRequiredService<ISeriesStore>(),
                s.GetRequiredService<IRegistry>(), s.GetRequiredService<ILogger<InfluxSink>>()));
        }
    }

    private static void AddAlerts(IServiceCollection services, AlertsOptions alerts)
    {
        services.AddHostedService(s => new ChangeLogTrim(
            s.GetRequiredService<AlertStore>(), alerts.KeepChanges, Places(s), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<ChangeLogTrim>>()));
        services.AddSingleton(AlertStreamSettings.Default);
        services.AddSingleton<AlertStream>();
        services.AddSingleton(s => new AlertActions(
            s.GetRequiredService<AlertStore>(), s.GetRequiredService<IJournal>(), s.GetRequiredService<IMonitorClock>(),
            s.GetRequiredService<PackCatalogue>().IsInForce, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<EngineAlerts>()));
        services.AddSingleton(s => new AlertPublisher(
            s.GetRequiredService<AlertStore>(), s.GetRequiredService<IMqttOutlet>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<AlertPublisher>>())
        {
            OnRaisePublished = s.GetRequiredService<RpmMeters>().AlertDuration.Record,
        });
        services.AddHostedService(s => s.GetRequiredService<AlertPublisher>());
        services.AddSingleton<IHealthPart, AlertsHealth>();
        services.AddSingleton<AlertExplainer>();
        services.AddSingleton<RecordedReplay>();
    }

    private static IReadOnlyList<Func<long>> Places(IServiceProvider services)
    {
        var store = services.GetRequiredService<AlertStore>();
        List<Func<long>> places = [() => store.ReadPlace(AlertPublisher.Place)];
        if (services.GetService<AlertCursor>() is { } fhir)
        {
            places.Add(fhir.Read);
        }

        return places;
    }

    private static void AddAlive(IServiceCollection services, HeartbeatSettings heartbeat)
    {
        services.AddSingleton(s => new SyntheticReading(
            s.GetRequiredService<IIntake>(), s.GetRequiredService<IMonitorClock>(), () => s.GetRequiredService<EngineParts>().Log.LastPosition,
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<SyntheticReading>>())
        {
            OnJudged = s.GetRequiredService<RpmMeters>().SyntheticDuration.Record,
        });
        services.AddHostedService(s => s.GetRequiredService<SyntheticReading>());
        services.AddHttpClient(nameof(Heartbeat));
        services.AddSingleton(s => new Heartbeat(
            heartbeat, CommandLine.Version, s.GetRequiredService<IIntake>(), () => s.GetRequiredService<SyntheticReading>().State,
            () => [.. s.GetRequiredService<IStatusSource>().Read().Followers.Select(f => new FollowerLag(f.Name, f.Pending, f.LagSeconds))],
            s.GetRequiredService<IMqttOutlet>(), s.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(Heartbeat)),
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<Heartbeat>>()));
        services.AddHostedService(s => s.GetRequiredService<Heartbeat>());
        services.AddSingleton<IHealthPart, SyntheticHealth>();
    }

    private static void AddWatch(IServiceCollection services, RpmOptions rpm)
    {
        services.AddSingleton(s => new EngineAlerts(s.GetRequiredService<AlertStore>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<EngineAlerts>>()));
        services.AddHostedService(s => new EngineWatch(
            s.GetRequiredService<EngineAlerts>(), s.GetRequiredService<AlertStore>(), EngineFindings.Of(s, rpm.Journal.MaxSize.Bytes, rpm.Gateways.HeartbeatWithin).Read,
            s.GetRequiredService<TimeProvider>()));
    }

    private static void AddDemo(IServiceCollection services, EngineSettings settings, bool demo)
    {
        if (!demo)
        {
            return;
        }

        services.AddSingleton<DemoWard>(s => new DemoWard(settings, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IEngineStep>(s => new RegistryImport(
            s.GetRequiredService<DemoWard>().Registry, s.GetRequiredService<IRegistry>(), s.GetRequiredService<IRegistryCommands>(),
            s.GetRequiredService<ILogger<RegistryImport>>()));
        services.AddHostedService(s => s.GetRequiredService<DemoWard>());
    }
}
