using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>Which stored reading is meant.</summary>
public readonly record struct ReadingKey(string Device, Kind Kind, Instant Time, byte Ordinal, short User)
{
    public static ReadingKey Of(in PatientSample sample) => new(sample.Device, sample.Kind, sample.Time, sample.Ordinal, sample.User);
}
