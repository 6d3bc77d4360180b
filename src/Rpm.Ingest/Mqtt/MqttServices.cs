using Rpm.Ingest.Mqtt.Embedded;
using Rpm.Ingest.Mqtt.External;

namespace Rpm.Ingest.Mqtt;

/// <summary>Adds MQTT in and out to the host, in the mode that the options say.</summary>
internal static class MqttServices
{
    /// <param name="services">Must also have an <c>IIntake</c>.</param>
    /// <param name="options">Validated.</param>
    /// <param name="mappedFilters">Full topic filters bound to mappings (<c>Rpm:Mappings</c>).</param>
    public static IServiceCollection AddMqtt(this IServiceCollection services, MqttOptions options, IEnumerable<string> mappedFilters)
    {
        services.AddSingleton(options);
        services.AddSingleton(new TopicSpace(options.TopicPrefix, mappedFilters));
        services.AddSingleton<MqttMetrics>();
        services.AddSingleton<MqttLog>();
        services.AddSingleton<RejectionNotices>();
        services.AddHostedService(s => s.GetRequiredService<RejectionNotices>());
        return options.Mode == MqttMode.Embedded ? services.AddEmbeddedBroker() : services.AddExternalBroker();
    }
}
