using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using MQTTnet.AspNetCore;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>How a host gets the embedded broker: services, and Kestrel endpoints that speak MQTT.</summary>
internal static class EmbeddedBrokerExtensions
{
    /// <summary>Adds the broker and <see cref="IMqttOutlet"/>. Needs an <c>IIntake</c> and a <c>TimeProvider</c>.</summary>
    public static IServiceCollection AddEmbeddedBroker(this IServiceCollection services)
    {
        services.AddSingleton<Links>();
        services.AddSingleton<LinkCloser>();
        services.AddSingleton<PublisherGate>();
        services.AddSingleton<FrameDoor>();
        services.AddSingleton<SlowSubscribers>();
        services.AddSingleton<RetainedDelivery>();
        services.AddSingleton<SessionSweep>();
        services.AddSingleton<MqttConnectionHandler>();
        services.AddSingleton<EmbeddedOutlet>();
        services.AddSingleton<IMqttOutlet>(s => s.GetRequiredService<EmbeddedOutlet>());
        services.AddSingleton<EmbeddedBroker>();
        services.AddHostedService(s => s.GetRequiredService<EmbeddedBroker>());
        return services;
    }

    /// <summary>Listens where the options say, with TLS when they name a certificate.</summary>
    public static void ListenMqtt(this KestrelServerOptions kestrel, MqttOptions options)
    {
        foreach (var endPoint in options.EndPoints())
            kestrel.Listen(endPoint, listen => listen.UseMqtt(options));
    }

    /// <summary>Makes an endpoint speak MQTT.</summary>
    public static void UseMqtt(this ListenOptions listen, MqttOptions options)
    {
        if (options.Tls.Certificate is { } certificate)
            listen.UseHttps(X509Certificate2.CreateFromPemFile(certificate, options.Tls.Key));
        var links = listen.ApplicationServices.GetRequiredService<Links>();
        var most = (options.MaxConnections ?? ConnectionLimit.OfThisProcess) + ConnectionLimit.Spare;
        listen.Use(next => context => RunAsync(context, links, options.MaxPacketSize, most, next));
        listen.UseConnectionHandler<MqttConnectionHandler>();
    }

    private static async Task RunAsync(ConnectionContext context, Links links, int maxPacketSize, int most, ConnectionDelegate next)
    {
        if (links.Count >= most)
        {
            // Beyond those who can be told in CONNACK.
            context.Abort();
            return;
        }

        var link = new Link(context);
        var transport = context.Transport;
        context.Transport = new LinkTransport(transport, link, maxPacketSize);
        links.Add(link);
        try
        {
            await next(context);
        }
        finally
        {
            links.Remove(link);
            context.Transport = transport;
        }
    }
}
