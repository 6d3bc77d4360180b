using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Scenarios;

namespace Rpm.DeviceSim.Wards;

/// <summary>What a ward simulates and where it publishes.</summary>
public sealed record WardOptions
{
    /// <summary>The broker.</summary>
    public BrokerAddress Broker { get; init; } = new();

    /// <summary>Prefix of the topics, without a slash at the end.</summary>
    public string TopicPrefix { get; init; } = "rpm/v1";

    /// <summary>MQTT client id of the ward's gateway.</summary>
    public string ClientId { get; init; } = "sim-ward";

    /// <summary>How many patients; each wears one or two devices. At least 1.</summary>
    public int Patients { get; init; } = 8;

    /// <summary>The same seed gives the same people and the same course of their vital signs.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Beginning of every identifier.</summary>
    public string IdPrefix { get; init; } = "sim-";

    /// <summary>IANA zone that the patients live in.</summary>
    public string TimeZone { get; init; } = "Europe/Copenhagen";

    /// <summary>How much faster than the clock on the wall the bodies live. Readings still carry the time on the wall.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Whether a hypoglycaemia, a desaturation and a hypertensive crisis befall three of them at once, and again and again.</summary>
    public bool Episodes { get; init; } = true;

    /// <summary>Whether devices show motion, compression, warm-up and white coats, and people eat ordinary meals. Without, no rule should speak of them.</summary>
    public bool Artefacts { get; init; } = true;

    /// <summary>Whether glucose is in mg/dL throughout, as a Bluetooth CGM sends it; else every other sensor has mmol/L.</summary>
    public bool MassUnits { get; init; }

    /// <summary>What happens to patients who are in the ward for that alone, one of each.</summary>
    internal IReadOnlyList<Scenario> Scenarios { get; init; } = [];

    /// <summary>How much of the past is published first, marked as backfill, so that there is something to look at. Zero = none.</summary>
    public TimeSpan History { get; init; }

    /// <summary>A glucose sensor's interval. Real ones report every five minutes.</summary>
    public TimeSpan CgmInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>An oximeter's interval.</summary>
    public TimeSpan OximeterInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A cuff's interval.</summary>
    public TimeSpan CuffInterval { get; init; } = TimeSpan.FromMinutes(1);
}
