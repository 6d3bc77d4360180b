using System.Globalization;
using Rpm.Ingest.Settings;

namespace Rpm.Ingest.Alive;

/// <summary>Settings below <c>Rpm:Heartbeat</c>.</summary>
internal sealed record HeartbeatSettings
{
    public const string Section = "Rpm:Heartbeat";

    /// <summary>The name of this engine in its topic, <c>status/{instance}</c>.</summary>
    public string Instance { get; init; } = "engine";

    /// <summary>Time between two heartbeats. Default 30 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long ago a synthetic reading may have come through for a heartbeat still to go out. The default, 150 s, is two
    /// intervals and one deadline of <see cref="SyntheticReading"/>: one lost reading is forgiven, two are not.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>A dead-man's switch outside (http or https); null = none.</summary>
    public Uri? Url { get; init; }

    /// <summary>True: the heartbeat is posted to <see cref="Url"/> as JSON; false: a plain GET.</summary>
    public bool Post { get; init; }

    /// <summary>How long the URL, and the broker, may take. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Reads the section; what cannot be used is added to <paramref name="faults"/>, all of it, and left at its default.</summary>
    public static HeartbeatSettings Bind(IConfiguration configuration, ICollection<SettingFault> faults)
    {
        var section = configuration.GetSection(Section);
        var defaults = new HeartbeatSettings();
        var settings = new HeartbeatSettings
        {
            Instance = section["Instance"] ?? defaults.Instance,
            Interval = Span(section, "Interval", defaults.Interval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), faults),
            MaxAge = Span(section, "MaxAge", defaults.MaxAge, TimeSpan.FromSeconds(90), TimeSpan.FromHours(1), faults),
            Timeout = Span(section, "Timeout", defaults.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), faults),
            Url = Address(section, faults),
            Post = Method(section, faults),
        };
        if (settings.Instance.Length is 0 or > 100 || settings.Instance.Any(c => c is '/' or '+' or '#' || char.IsControl(c)))
        {
            faults.Add(new($"{Section}:Instance", "must be 1 to 100 characters without / + #, because it is a topic level."));
        }

        return settings;
    }

    private static TimeSpan Span(
        IConfigurationSection section, string key, TimeSpan otherwise, TimeSpan least, TimeSpan most, ICollection<SettingFault> faults)
    {
        if (section[key] is not { } text)
        {
            return otherwise;
        }

        if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        faults.Add(new($"{Section}:{key}", $"must be a time span hh:mm:ss from {least:c} to {most:c}."));
        return otherwise;
    }

    private static Uri? Address(IConfigurationSection section, ICollection<SettingFault> faults)
    {
        if (string.IsNullOrEmpty(section["Url"]))
        {
            return null;
        }

        if (Uri.TryCreate(section["Url"], UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
        {
            return url;
        }

        faults.Add(new($"{Section}:Url", "must be an absolute http or https address."));
        return null;
    }

    private static bool Method(IConfigurationSection section, ICollection<SettingFault> faults)
    {
        switch (section["Method"]?.ToUpperInvariant())
        {
            case null or "GET":
                return false;
            case "POST":
                return true;
            default:
                faults.Add(new($"{Section}:Method", "must be GET or POST."));
                return false;
        }
    }
}
