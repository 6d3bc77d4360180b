using Rpm.Telemetry;

namespace Rpm.Dashboard.Devices;

/// <summary>A device.</summary>
/// <param name="Enrolment">The enrolment of now; null where nobody wears it.</param>
/// <param name="LastFrame">When something last came from it since the start of the engine.</param>
public sealed record DeviceRow(string Id, string? Kind, string? Model, string? Patient, string? PatientName, string? Enrolment, Instant? From, Instant? LastFrame);
