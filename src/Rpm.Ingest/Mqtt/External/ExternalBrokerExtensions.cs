namespace Rpm.Ingest.Mqtt.External;

/// <summary>How a host gets frames from, and publishes through, a broker of its own.</summary>
internal static class ExternalBrokerExtensions
{
    public static IServiceCollection AddExternalBroker(this IServiceCollection services) => services;
}
