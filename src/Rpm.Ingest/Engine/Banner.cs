using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Rpm.Ingest.Commands;
using Rpm.Ingest.Http;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Security;
using Rpm.Ingest.Settings;

namespace Rpm.Ingest.Engine;

/// <summary>What the console shows once, when everything is open.</summary>
internal static class Banner
{
    public static string Of(WebApplication app, EngineSettings settings, bool demo)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Rpm {CommandLine.Version} — remote patient monitoring. Not for time-critical monitoring without independent alarms.");
        text.AppendLine(CultureInfo.InvariantCulture, $"  data   {Path.GetFullPath(settings.Rpm.DataDirectory)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  MQTT   {settings.Mqtt.Mode} {settings.Mqtt.Host}:{Ports.Mqtt(app, settings)} prefix {settings.Mqtt.TopicPrefix}");
        text.AppendLine(CultureInfo.InvariantCulture, $"  HTTP   {(settings.Rpm.Http.Tls.Enabled ? "https" : "http")}://{settings.Rpm.Http.Host}:{Ports.Http(app, settings)}");
        if (settings.Influx.Url is { } influx)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  Influx {influx}");
        }

        if (settings.Fhir.Url is { } fhir)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  FHIR   {fhir}");
        }

        if (settings.Rpm.AllowTest)
        {
            text.AppendLine("  Readings marked as test are taken.");
        }

        if (demo)
        {
            text.AppendLine("  A simulated ward is publishing; its patients are invented.");
        }

        var link = SignInEndpoints.Link(app.Services.GetRequiredService<SignInTickets>(), settings.Rpm.Http, Ports.Http(app, settings));
        text.Append(CultureInfo.InvariantCulture, $"  page   {link}  (good once, for an hour; later sign in with {AdminTokenFile.Name} in the data directory)");
        return text.ToString();
    }
}
