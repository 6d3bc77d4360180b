using System.Globalization;
using Rpm.Rules.Monitoring;

namespace Rpm.Ingest.Settings;

/// <summary>What must hold between and within the settings. Looks at all of them: a fault never hides another.</summary>
internal static class SettingsValidator
{
    /// <summary>Shorter tokens can be guessed: 16 characters of base64url hold 96 bits.</summary>
    public const int MinTokenLength = 16;

    /// <summary>Every fault of the options.</summary>
    /// <param name="mqttMode">As set; only the embedded broker is a listener.</param>
    /// <param name="mqttHost">As set; null = loopback.</param>
    public static IReadOnlyList<SettingFault> Validate(RpmOptions options, string? mqttMode = null, string? mqttHost = null)
    {
        var faults = new List<SettingFault>();
        void Require(bool holds, string key, string message)
        {
            if (!holds)
            {
                faults.Add(new SettingFault($"Rpm:{key}", message));
            }
        }

        Require(!string.IsNullOrWhiteSpace(options.DataDirectory), "DataDirectory", "A folder is needed.");
        Require(!File.Exists(options.DataDirectory), "DataDirectory", $"\"{options.DataDirectory}\" is a file, not a folder.");
        Http(options, Require);
        Require(options.Rules.Path is not { } rules || Path.Exists(rules), "Rules:Path", $"\"{options.Rules.Path}\" does not exist.");
        Require(options.Registry.Path is not { } registry || File.Exists(registry), "Registry:Path", $"The file \"{options.Registry.Path}\" does not exist.");
        Require(
            !options.Registry.AutoEnrol || (Loopback.Is(options.Http.Host) && (IsBroker(mqttMode) || mqttHost is null || Loopback.Is(mqttHost))),
            "Registry:AutoEnrol", "Only possible while every listener is on loopback: anybody who can reach Rpm could invent patients.");
        Tokens(options.Security, Require);
        faults.AddRange(options.Readings.ToDecoder().Validate().Select(f => new SettingFault($"Rpm:Readings:{f.Key}", f.Value)));
        Range(options.Readings.MaxAge, TimeSpan.FromDays(1), TimeSpan.FromDays(36525), "Readings:MaxAge", Require);
        Range(options.Readings.MaxFuture, TimeSpan.Zero, TimeSpan.FromDays(1), "Readings:MaxFuture", Require);
        Range(options.Quarantine.Expiry, TimeSpan.FromHours(1), TimeSpan.FromDays(36525), "Quarantine:Expiry", Require);
        Range(options.Alerts.KeepChanges, TimeSpan.FromDays(1), TimeSpan.FromDays(36525), "Alerts:KeepChanges", Require);
        Require(
            options.Series.Keep == TimeSpan.Zero || options.Series.Keep >= options.Readings.MaxAge, "Series:Keep",
            $"{Durations.Format(options.Series.Keep)} is shorter than Readings:MaxAge: a reading that is taken must also be kept.");
        Range(options.Alerts.GroupSilences, SilenceGroups.SmallestLeast, AlertsOptions.MostSilences, "Alerts:GroupSilences", Require);
        options.Heartbeat.Validate(Require);
        Range(options.Gateways.HeartbeatWithin, TimeSpan.FromSeconds(10), TimeSpan.FromDays(7), "Gateways:HeartbeatWithin", Require);
        Require(options.Page.Glucose is not null, "Page:GlucoseUnit", $"\"{options.Page.GlucoseUnit}\" is neither mg/dL nor mmol/L.");
        Range(options.Intake.QueueLength, 16, 1 << 20, "Intake:QueueLength", Require);
        Range(options.Intake.DeviceRate, 0, 1_000_000, "Intake:DeviceRate", Require);
        Range(options.Intake.DeviceBurst, 1, 100_000_000, "Intake:DeviceBurst", Require);
        Range(options.Intake.PublisherRate, 0, 10_000_000, "Intake:PublisherRate", Require);
        Range(options.Intake.PublisherBurst, 1, 1_000_000_000, "Intake:PublisherBurst", Require);
        Range(options.Http.MaxWaitingPosts, 1, 1 << 16, "Http:MaxWaitingPosts", Require);
        Size(options.Journal.MaxSize, new(16L << 20), new(1L << 50), "Journal:MaxSize", Require);
        Size(options.Http.MaxBody, new(1 << 10), new(1L << 30), "Http:MaxBody", Require);
        return faults;
    }

    private static void Http(RpmOptions options, Action<bool, string, string> require)
    {
        var http = options.Http;
        require(http.Port is >= 0 and <= 65535, "Http:Port", string.Create(CultureInfo.InvariantCulture, $"{http.Port} is not between 0 and 65535."));
        require(Loopback.IsAddress(http.Host), "Http:Host", $"\"{http.Host}\" is neither an IP address nor localhost nor *.");
        var beyond = Loopback.IsAddress(http.Host) && !Loopback.Is(http.Host);
        require(!beyond || http.Tls.Certificate is not null, "Http:Tls:Certificate", $"Listening on {http.Host} is beyond loopback and needs TLS: the certificate is missing.");
        require(!beyond || http.Tls.Key is not null, "Http:Tls:Key", $"Listening on {http.Host} is beyond loopback and needs TLS: the private key is missing.");
        require(!beyond || options.Security.AdminToken is not null, "Security:AdminToken", $"Listening on {http.Host} is beyond loopback and needs an admin token of your own: it is missing.");
        if (!beyond)
        {
            require(http.Tls.Certificate is null || http.Tls.Key is not null, "Http:Tls:Key", "There is a certificate but no private key.");
            require(http.Tls.Key is null || http.Tls.Certificate is not null, "Http:Tls:Certificate", "There is a private key but no certificate.");
        }

        require(http.Tls.Certificate is not { } certificate || File.Exists(certificate), "Http:Tls:Certificate", $"The file \"{http.Tls.Certificate}\" does not exist.");
        require(http.Tls.Key is not { } key || File.Exists(key), "Http:Tls:Key", $"The file \"{http.Tls.Key}\" does not exist.");
    }

    private static void Tokens(SecurityOptions security, Action<bool, string, string> require)
    {
        foreach (var (name, token) in new[] { ("AdminToken", security.AdminToken), ("IngestToken", security.IngestToken) })
        {
            require(
                token is null || (token.Length >= MinTokenLength && !token.Any(c => c is <= ' ' or > '~')), $"Security:{name}",
                string.Create(CultureInfo.InvariantCulture, $"At least {MinTokenLength} characters are needed, printable ASCII without blanks."));
        }

        require(
            security.IngestToken is null || security.IngestToken != security.AdminToken, "Security:IngestToken",
            "It must differ from the admin token: it may only post readings.");
    }

    private static void Range(TimeSpan value, TimeSpan least, TimeSpan most, string key, Action<bool, string, string> require) =>
        require(value >= least && value <= most, key, $"{Durations.Format(value)} is not between {Durations.Format(least)} and {Durations.Format(most)}.");

    private static void Range(int value, int least, int most, string key, Action<bool, string, string> require) =>
        require(value >= least && value <= most, key, string.Create(CultureInfo.InvariantCulture, $"{value} is not between {least} and {most}."));

    private static void Size(ByteSize value, ByteSize least, ByteSize most, string key, Action<bool, string, string> require) =>
        require(value.Bytes >= least.Bytes && value.Bytes <= most.Bytes, key, $"{value} is not between {least} and {most}.");

    private static bool IsBroker(string? mode) => string.Equals(mode, "Broker", StringComparison.OrdinalIgnoreCase);
}
