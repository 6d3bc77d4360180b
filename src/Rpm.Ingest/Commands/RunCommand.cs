using Microsoft.Data.Sqlite;
using Rpm.Ingest.Engine;
using Rpm.Ingest.Monitoring;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Settings;
using Rpm.Ingest.Storage;
using Rpm.Ingest.TimeSeries;

namespace Rpm.Ingest.Commands;

/// <summary><c>run</c>: settings, engine, listeners, one banner; ends with the exit code.</summary>
internal static class RunCommand
{
    private const string DemoSwitch = "--demo";

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var demo = args.Contains(DemoSwitch);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = [.. args.Where(a => a != DemoSwitch)],
            ContentRootPath = AppContext.BaseDirectory,
        });
        if (demo)
        {
            builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = DemoDefaults.Values });
        }

        var (settings, faults) = EngineSettings.Read(builder.Configuration);
        if (settings is null)
        {
            await error.WriteLineAsync(SettingsReader.Message(faults));
            return ExitCodes.Usage;
        }

        if (PackCatalogue.Load(settings.Rpm.Rules.Path).Faults is { Count: > 0 } packFaults)
        {
            await error.WriteLineAsync(SettingsReader.Message([.. packFaults.Select(f => new SettingFault("Rpm:Rules:Path", f.ToString()))]));
            return ExitCodes.Usage;
        }

        var (registry, registryFaults) = ReadRegistry(settings.Rpm.Registry.Path);
        if (registryFaults.Count > 0)
        {
            await error.WriteLineAsync(SettingsReader.Message([.. registryFaults.Select(f => new SettingFault("Rpm:Registry:Path", f.ToString()))]));
            return ExitCodes.Usage;
        }

        return await RunAsync(builder, settings, registry, demo, output, error);
    }

    private static async Task<int> RunAsync(
        WebApplicationBuilder builder, EngineSettings settings, RegistryContents? registry, bool demo, TextWriter output, TextWriter error)
    {
        try
        {
            await using var app = EngineHost.Build(builder, settings, registry, demo);
            if (!await StartAsync(app))
            {
                return ExitCodes.Ok;
            }

            await output.WriteLineAsync(Banner.Of(app, settings, demo));
            await app.WaitForShutdownAsync();
            return HasFailed(app.Services) ? ExitCodes.Failed : ExitCodes.Ok;
        }
        catch (Exception e) when (e is StoreVersionException or SeriesStoreException or IOException or InvalidDataException or SqliteException or System.Security.Cryptography.CryptographicException)
        {
            await error.WriteLineAsync($"rpm-ingest cannot start: {e.Message}");
            return ExitCodes.Failed;
        }
    }

    /// <summary>False when the process was asked to end before it had started: then what had started is stopped in order.</summary>
    private static async Task<bool> StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested && !HasFailed(app.Services))
        {
            await app.StopAsync();
            return false;
        }
    }

    // The host stops when a background service throws, and then ends as if it had been asked to.
    private static bool HasFailed(IServiceProvider services) =>
        services.GetRequiredService<IngestEngine>().Failure is not null
        || services.GetServices<IHostedService>().OfType<BackgroundService>().Any(s => s.ExecuteTask is { IsFaulted: true });

    private static (RegistryContents? Contents, IReadOnlyList<RegistryFileFault> Faults) ReadRegistry(string? path)
    {
        if (path is null)
        {
            return (null, []);
        }

        using var text = File.OpenText(path);
        return RegistryFile.Read(text, RegistrySnapshot.Empty);
    }
}
