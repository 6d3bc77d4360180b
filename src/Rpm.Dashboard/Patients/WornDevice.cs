using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>A device that is enrolled for the patient now or was lately.</summary>
/// <param name="Kind">As registered; null where it is not said.</param>
/// <param name="LastMeasured">Newest measurement time of the last 30 days; null = none.</param>
/// <param name="LastReceived">When something of the last 30 days last arrived; null = nothing.</param>
/// <param name="Battery">Newest battery level as sent; null where it never said.</param>
/// <param name="Worn">Whether the enrolment holds now.</param>
public sealed record WornDevice(
    string Id, Kind? Kind, string? Model, Instant? LastMeasured, Instant? LastReceived, Quantity? Battery, Instant? BatteryAt, bool Worn);
