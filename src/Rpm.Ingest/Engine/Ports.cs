using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Settings;

namespace Rpm.Ingest.Engine;

/// <summary>The ports that are really open, also where a setting says 0.</summary>
internal static class Ports
{
    public static int Http(WebApplication app, EngineSettings settings) =>
        settings.Rpm.Http.Port != 0 ? settings.Rpm.Http.Port : Bound(app)[0];

    public static int Mqtt(WebApplication app, EngineSettings settings) =>
        settings.Mqtt.Port != 0 || settings.Mqtt.Mode == MqttMode.Broker ? settings.Mqtt.Port : Bound(app)[^1];

    /// <summary>In the order in which the host opened them: HTTP first, MQTT last.</summary>
    private static int[] Bound(WebApplication app) =>
    [
        .. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(a => BindingAddress.Parse(a).Port),
    ];
}
