using OpenTelemetry.Metrics;
using Rpm.Ingest.Mqtt;

namespace Rpm.Ingest.Metrics;

/// <summary><c>/metrics</c> in Prometheus' format, through OpenTelemetry. Open to everybody: it names no patient and no device.</summary>
internal static class RpmMetrics
{
    public static IServiceCollection AddRpmMetrics(this IServiceCollection services)
    {
        services.AddSingleton<RpmMeters>();
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter(RpmMeters.MeterName, MqttMetrics.MeterName, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel")
            .AddPrometheusExporter());
        return services;
    }

    public static void MapRpmMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
}
