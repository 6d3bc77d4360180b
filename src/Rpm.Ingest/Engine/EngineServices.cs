using Rpm.Ingest.Alerts;
using Rpm.Ingest.Alive;
using Rpm.Ingest.Dashboard;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Http;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Metrics;
using Rpm.Ingest.Monitoring;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Quarantine;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Settings;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Engine;

/// <summary>Puts the engine together: stores, pipeline, followers, and the seams that the listeners see.</summary>
internal static class EngineServices
{
    /// <param name="services">Gets the engine; sinks outside are those registered as <see cref="IOutsideSink"/>.</param>
    public static IServiceCollection AddEngine(this IServiceCollection services, RpmOptions options)
    {
        var folder = options.DataDirectory;
        services.AddSingleton(s => new AlertStore(folder, s.GetRequiredService<ILogger<AlertStore>>()));
        services.AddSingleton<IAlertReader>(s => s.GetRequiredService<AlertStore>());
        services.AddSingleton(_ => new RegistryStore(Path.Combine(folder, "registry.db")));
        services.AddSingleton<IRegistryHistory>(s => s.GetRequiredService<RegistryStore>());
        services.AddSingleton(_ => new QuarantineStore(Path.Combine(folder, "quarantine.db")));
        services.AddSingleton(_ => new CursorFile(Path.Combine(folder, "cursors.db")));
        services.AddSingleton(s => new DuckSeriesStore(
            Path.Combine(folder, "series.duckdb"), new SeriesOptions { Keep = options.Series.Keep }, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<DuckSeriesStore>>()));
        services.AddSingleton<ISeriesStore>(s => s.GetRequiredService<DuckSeriesStore>());
        services.AddSingleton(s => new MonitorFollower(
            new MonitorFile(Path.Combine(folder, "monitor.db")), s.GetRequiredService<AlertStore>(), s.GetRequiredService<TimeProvider>(), Environment.ProcessorCount)
        {
            IsErased = patient => s.GetRequiredService<IRegistry>().Current.Erased.ContainsKey(patient),
        });
        services.AddSingleton<IMonitorClock>(s => s.GetRequiredService<MonitorFollower>());
        services.AddSingleton<GatewayHearing>();
        services.AddSingleton<RecentFrames>();
        services.AddSingleton<IRecentFrames>(s => s.GetRequiredService<RecentFrames>());
        services.AddSingleton<ICommitMeter, CommitMeter>();
        services.AddSingleton(s => OpenParts(s, options));
        services.AddSingleton<IIntake>(s => s.GetRequiredService<EngineParts>().Intake);
        services.AddSingleton<IJournal>(s => s.GetRequiredService<EngineParts>().Intake);
        services.AddSingleton<IDryRun>(s => s.GetRequiredService<EngineParts>().Intake);
        services.AddSingleton<IRegistry>(s => s.GetRequiredService<EngineParts>().Registry);
        services.AddSingleton(s => new LatestValues(s.GetRequiredService<EngineParts>().Log));
        services.AddSingleton(s => new QuarantineDoor(
            s.GetRequiredService<QuarantineStore>(), s.GetRequiredService<IIntake>(), s.GetRequiredService<IJournal>(),
            () => s.GetRequiredService<EngineParts>().Log.LastPosition, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IQuarantine>(s => s.GetRequiredService<QuarantineDoor>());
        services.AddSingleton(s => new PackCatalogue(
            options.Rules.Path, s.GetRequiredService<IRegistry>(), s.GetRequiredService<IJournal>(), s.GetRequiredService<ILogger<PackCatalogue>>()));
        services.AddSingleton<IPackCatalogue>(s => s.GetRequiredService<PackCatalogue>());
        services.AddSingleton<RegistryCommands>();
        services.AddSingleton<IRegistryCommands>(s => s.GetRequiredService<RegistryCommands>());
        services.AddSingleton<IPatientErasure, PatientErasure>();
        services.AddSingleton(s => new EngineStatusSource(s.GetRequiredService<EngineParts>(), [.. s.GetServices<IHealthPart>()]));
        services.AddSingleton<IStatusSource>(s => s.GetRequiredService<EngineStatusSource>());
        services.AddSingleton<IHealthSource>(s => s.GetRequiredService<EngineStatusSource>());
        services.AddSingleton(s => new IngestEngine(
            s.GetRequiredService<EngineParts>(), () => Steps(s), s.GetRequiredService<IHostApplicationLifetime>(),
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<IngestEngine>>()));
        services.AddHostedService(s => s.GetRequiredService<IngestEngine>());
        services.AddHostedService(s => new QuarantineExpiry(
            s.GetRequiredService<QuarantineDoor>(), options.Quarantine.Expiry, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<QuarantineExpiry>>()));
        services.AddHostedService(s => new WaitingParts(
            s.GetRequiredService<QuarantineDoor>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<WaitingParts>>()));
        if (options.Rules.Path is { } rules)
        {
            services.AddHostedService(s => new PackWatcher(rules, s.GetRequiredService<PackCatalogue>(), s.GetRequiredService<TimeProvider>()));
        }

        return services;
    }

    private static EngineParts OpenParts(IServiceProvider services, RpmOptions options)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var decoding = options.Readings.ToDecoder();
        var (limits, synthetic) = (DecodeLimits.Create(decoding, options.AllowTest), DecodeLimits.Create(decoding, allowTest: true));
        return EngineParts.Open(
            options.DataDirectory, options.Readings.MaxAge, registry => new FrameDecoder(limits, synthetic, registry, services.GetRequiredService<MappingTable>()), services.GetRequiredService<RegistryStore>(),
            new CommitOptions
            {
                QueueFrames = options.Intake.QueueLength,
                AutoEnrol = options.Registry.AutoEnrol,
                DeviceRate = options.Intake.DeviceLimit,
                PublisherRate = options.Intake.PublisherLimit,
            },
            services.GetRequiredService<ICommitMeter>(), clock, services.GetRequiredService<ILoggerFactory>());
    }

    /// <summary>Names the followers once the rest of the services can be made, and says what is done before the listeners open.</summary>
    private static IReadOnlyList<IEngineStep> Steps(IServiceProvider services)
    {
        var parts = services.GetRequiredService<EngineParts>();
        var clock = services.GetRequiredService<TimeProvider>();
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var options = services.GetRequiredService<RpmOptions>();
        var cursors = services.GetRequiredService<CursorFile>();
        var series = services.GetRequiredService<DuckSeriesStore>();
        var resynchronisation = new Resynchronisation(series, parts.Registry, clock);
        IFollower[] embedded =
        [
            services.GetRequiredService<RegistryStore>(), services.GetRequiredService<MonitorFollower>(), series,
            services.GetRequiredService<QuarantineStore>(), services.GetRequiredService<LatestValues>(), services.GetRequiredService<RecentCourses>(),
        ];
        var pumpLog = loggers.CreateLogger<FollowerPump>();
        List<FollowerPump> pumps =
        [
            .. embedded.Select(f => new FollowerPump(f, parts.Log, clock, pumpLog, registry: parts.Registry)),
            .. services.GetServices<IOutsideSink>().Select(s => new FollowerPump(
                new SinkFollower(s, cursors, loggers.CreateLogger<SinkFollower>()), parts.Log, clock, pumpLog, resynchronisation, parts.Registry)),
        ];
        parts.Follow(pumps, new JournalTrimmer(parts.File, parts.Duplicates, parts.Committer, pumps, options.Journal.MaxSize.Bytes, loggers.CreateLogger<JournalTrimmer>()));
        Observe(services, parts, options);
        return [new StartEntry(parts.LastOpen, services.GetRequiredService<AlertStore>(), parts.Log, parts.Intake, options.Alerts.GroupSilences), services.GetRequiredService<PackCatalogue>(), .. services.GetServices<IEngineStep>()];
    }

    private static void Observe(IServiceProvider services, EngineParts parts, RpmOptions options)
    {
        var meters = services.GetRequiredService<RpmMeters>();
        meters.ObserveStatus(services.GetRequiredService<IStatusSource>().Read);
        meters.ObserveIntake(() => parts.Intake.IsOpen);
        meters.ObserveJournalSize(() => parts.Trimmer.SizeBytes);
        meters.ObserveWaitingPosts(() => services.GetRequiredService<PostGate>().Waiting);
        var alerts = services.GetRequiredService<AlertStore>();
        meters.ObserveOpenAlerts(() =>
            [.. Enum.GetValues<AlertPriority>().Select(p => (AlertWords.Of(p), alerts.Open.Alerts.Values.Count(a => a.Priority == p)))]);
        meters.ObserveQueues(
        [
            ("intake", options.Intake.QueueLength, () => parts.Intake.Waiting),
            .. parts.Pumps.Select(p => (p.Follower.Name, FollowerPump.GroupsPerApply, (Func<int>)(() => p.Waiting))),
        ]);
    }
}
