namespace Rpm.Ingest.Mqtt.External;

/// <summary>How a host gets frames from, and publishes through, a broker of its own.</summary>
internal static class ExternalBrokerExtensions
{
    /// <summary>
    /// Adds the source and <see cref="IMqttOutlet"/>. The host should listen to <see cref="BrokerDropWatch.Grew"/> and raise a
    /// technical alert: it means that readings are lost.
    /// </summary>
    public static IServiceCollection AddExternalBroker(this IServiceCollection services)
    {
        services.AddSingleton<BrokerClient>();
        services.AddSingleton<BrokerDropWatch>();
        services.AddSingleton<ExternalOutlet>();
        services.AddSingleton<IMqttOutlet>(s => s.GetRequiredService<ExternalOutlet>());
        services.AddHostedService(s => s.GetRequiredService<ExternalOutlet>());
        services.AddSingleton<BrokerSource>();
        services.AddHostedService(s => s.GetRequiredService<BrokerSource>());
        return services;
    }
}
