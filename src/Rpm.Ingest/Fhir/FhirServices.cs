using Microsoft.Extensions.DependencyInjection.Extensions;

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
}
