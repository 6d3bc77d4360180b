using Microsoft.Extensions.DependencyInjection.Extensions;
using Rpm.Ingest.Journal;

namespace Rpm.Ingest.Fhir;

/// <summary>Registers the FHIR part.</summary>
internal static class FhirServices
{
    /// <summary>
    /// The services of <c>/fhir</c>; needs ISeriesStore, IRegistry and IAlertReader. Options must have been validated.
    /// </summary>
    public static IServiceCollection AddFhir(this IServiceCollection services, FhirOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(FhirSystems.Of(options));
        services.AddSingleton<ObservationIds>();
        services.AddSingleton<FhirApi>();
        return services;
    }

    /// <summary>
    /// Sending to the outside server of <see cref="FhirOptions.Url"/>: <see cref="FhirSink"/> for readings (also as
    /// <see cref="IOutsideSink"/>) and <see cref="AlertTaskSender"/> as a hosted service. Call after <see cref="AddFhir"/>.
    /// </summary>
    /// <param name="dataDirectory">Where the sender keeps how far it has come.</param>
    public static IServiceCollection AddFhirSending(this IServiceCollection services, FhirOptions options, string dataDirectory)
    {
        services.AddHttpClient(FhirServer.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan).AddStandardResilienceHandler(resilience =>
        {
            // Short: the follower behind it backs off for as long as the server is away.
            resilience.Retry.MaxRetryAttempts = 2;
            resilience.Retry.Delay = TimeSpan.FromMilliseconds(200);
            resilience.AttemptTimeout.Timeout = options.Timeout;
            resilience.TotalRequestTimeout.Timeout = options.Timeout * 3;
            resilience.CircuitBreaker.SamplingDuration = options.Timeout * 2;
        });
        services.AddSingleton<FhirTokens>();
        services.AddSingleton<FhirServer>();
        services.AddSingleton<RegistryWriter>();
        services.AddSingleton<ServerReferences>();
        services.AddSingleton<ObservationWriter>();
        services.AddSingleton<AlertWriter>();
        services.AddSingleton<FhirSink>();
        services.AddSingleton<IOutsideSink>(s => s.GetRequiredService<FhirSink>());
        services.AddSingleton(new AlertCursor(Path.Combine(dataDirectory, "fhir-alerts.json")));
        services.AddSingleton<AlertTaskSender>();
        services.AddHostedService(s => s.GetRequiredService<AlertTaskSender>());
        return services;
    }
}
