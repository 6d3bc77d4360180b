using System.ComponentModel;

namespace Rpm.Ingest.Alive;

/// <summary>Settings below <c>Rpm:Heartbeat</c>.</summary>
internal sealed record HeartbeatSettings
{
    public const string Section = "Rpm:Heartbeat";

    /// <summary>The name of this engine in its topic, <c>status/{instance}</c>.</summary>
    [Description("The name of this engine in its topic, `status/{instance}`.")]
    public string Instance { get; init; } = "engine";

    /// <summary>Time between two heartbeats. Default 30 s.</summary>
    [Description("Time between two heartbeats.")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long ago a synthetic reading may have come through for a heartbeat still to go out. The default, 150 s, is two
    /// intervals and one deadline of <see cref="SyntheticReading"/>: one lost reading is forgiven, two are not.
    /// </summary>
    [Description("How long ago a synthetic reading may have come through for a heartbeat still to go out.")]
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>A dead-man's switch outside (http or https); null = none.</summary>
    [Description("A dead man's switch outside that every heartbeat is sent to.")]
    public Uri? Url { get; init; }

    /// <summary>True: the heartbeat is posted to <see cref="Url"/> as JSON; false: a plain GET.</summary>
    [Description("Whether the heartbeat is posted to the URL as JSON; otherwise a plain GET.")]
    public bool Post { get; init; }

    /// <summary>How long the URL, and the broker, may take. Default 10 s.</summary>
    [Description("How long the URL, and the broker, may take.")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Says of every setting that cannot be used its key below <c>Rpm</c> and why.</summary>
    public void Validate(Action<bool, string, string> require)
    {
        require(
            Instance.Length is > 0 and <= 100 && !Instance.Any(c => c is '/' or '+' or '#' || char.IsControl(c)), "Heartbeat:Instance",
            "must be 1 to 100 characters without / + #, because it is a topic level.");
        Span(Interval, "Interval", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Span(MaxAge, "MaxAge", TimeSpan.FromSeconds(90), TimeSpan.FromHours(1));
        Span(Timeout, "Timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        require(Url is null || Url.Scheme is "http" or "https", "Heartbeat:Url", "must be an absolute http or https address.");

        void Span(TimeSpan value, string key, TimeSpan least, TimeSpan most) =>
            require(value >= least && value <= most, $"Heartbeat:{key}", $"must be from {least:c} to {most:c}.");
    }
}
