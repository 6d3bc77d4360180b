using Rpm.DeviceSim.Physiology;
using Rpm.DeviceSim.Wards;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Scenarios;

/// <summary>Something that happens to one patient, with the alerts that it must raise. Limits are the defaults of the shipped packs.</summary>
/// <param name="Interval">How often the device measures, on the body's clock.</param>
/// <param name="BodyHour">The hour of the patient's day at which it begins; null = that of the clock.</param>
/// <param name="Allowed">Rules that may speak too.</param>
/// <param name="Length">How long it lasts on the body's clock.</param>
internal sealed record Scenario(
    string Name, string Title, string Cohort, WardSpo2Target? Target, Kind Kind, TimeSpan Interval, double? BodyHour, Episode? Episode, Episode? Off,
    IReadOnlyList<ExpectedAlert> Expected, IReadOnlyList<string> Allowed, TimeSpan Length);
