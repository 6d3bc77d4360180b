using Rpm.DeviceSim.Physiology;
using Rpm.DeviceSim.Wards;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Scenarios;

/// <summary>The scenarios that come with the simulator.</summary>
internal static class ScenarioCatalogue
{
    /// <summary>
    /// How fast the bodies may live: a rule that waits a minute does so on the clock on the wall, and what it waits for must last as long.
    /// </summary>
    public const double MostSpeed = 30;

    // Beyond the end of every scenario: what happens afterwards is not its matter.
    private static readonly TimeSpan Lasting = Minutes(60);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        // From about 110 mg/dL at 2 mg/dL a minute to 45: below 55 after 31 to 34 minutes. The first reading below raises.
        new("hypoglycaemia-at-night", "Hypoglycaemia at night", "diabetes", null, Kind.Cgm, Minutes(5), 2,
            Episode.Once(Minutes(5), Minutes(30), Lasting, Minutes(15), 45), null,
            [new("cgm/urgent-low", "high", Minutes(29), Minutes(35), TimeSpan.Zero)],
            ["cgm/urgent-low-soon", "cgm/low", "cgm/fast-fall"], Minutes(40)),

        // Lives at 91 to 92 % with a prescribed target of 88 to 92; falls to 82 within eight minutes. Below 88 for 15 s raises.
        new("copd-exacerbation", "COPD exacerbation", "copd", new WardSpo2Target(88, 92, "Dr. Eksempel"), Kind.PulseOximetry, TimeSpan.FromSeconds(5), null,
            Episode.Once(Minutes(2), Minutes(8), Lasting, Minutes(5), 82), null,
            [new("oximetry/spo2-low", "high", Minutes(3), Minutes(8), TimeSpan.FromSeconds(15))],
            ["oximetry/desaturations"], Minutes(14)),

        // 196/124 from the fifth minute on: medium at the first such pressure, high when one a minute later or more confirms it.
        new("hypertensive-crisis", "Hypertensive crisis", "hypertension", null, Kind.BloodPressure, Minutes(2), null,
            Episode.Once(Minutes(4), Minutes(1), Lasting, Minutes(10)), null,
            [
                new("blood-pressure/crisis", "medium", Minutes(4), Minutes(7), TimeSpan.Zero),
                new("blood-pressure/crisis", "high", Minutes(4), Minutes(9), Minutes(1)),
            ],
            ["blood-pressure/elevated"], Minutes(12)),

        // The probe is off: a technical alert after one minute, and never a low saturation.
        new("sensor-falling-off", "Sensor falling off", "post-acute", null, Kind.PulseOximetry, TimeSpan.FromSeconds(5), null,
            null, Episode.Once(Minutes(2), TimeSpan.FromSeconds(1), Lasting, TimeSpan.FromSeconds(1)),
            [new("oximetry/sensor-off", "low", Minutes(2), Minutes(3), Minutes(1))],
            [], Minutes(6)),
    ];

    /// <summary>The scenario of a name; <c>all</c> is all of them. Null where there is none of the name.</summary>
    public static IReadOnlyList<Scenario>? Find(string name) =>
        name == "all" ? All : All.Where(s => s.Name == name).ToArray() is { Length: > 0 } found ? found : null;

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
}
