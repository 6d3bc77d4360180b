using Rpm.DeviceSim.Physiology;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Wards;

/// <summary>Devices that raise an alert every few seconds, to measure how long it takes.</summary>
internal static class ProbeWard
{
    /// <summary>Between two pressures of a probe; every third one raises.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>The device id of a probe.</summary>
    public static string IdOf(string prefix, int number) => $"{prefix}probe-{number + 1:d4}-cuff";

    /// <summary>So many probes, evenly spread over the interval.</summary>
    public static IReadOnlyList<WardSensor> Of(string prefix, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            var first = Interval * ((i + 0.5) / count);
            return new WardSensor(
                new WardDevice(IdOf(prefix, i), Kind.BloodPressure, "Rpm", "Simulated probe", $"P{i:d6}"),
                new ProbeCuff(first, Interval), TimeZoneInfo.Utc, first, Interval, Interval);
        }),
    ];

    /// <summary>The invented people who wear them, for the registry.</summary>
    public static IReadOnlyList<WardPatient> Patients(string prefix, int count) =>
    [
        .. Of(prefix, count).Select((s, i) => new WardPatient(
            $"{prefix}probe-{i + 1:d4}", $"SIM-probe-{i + 1:d4}", $"Probe {i + 1} (simulated)", new DateOnly(1950, 1, 1), "UTC", "simulated", null, [s.Device])),
    ];
}
