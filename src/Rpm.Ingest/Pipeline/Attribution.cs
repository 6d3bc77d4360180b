using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>Whom a reading belongs to, with the last enrolment of each device at hand: a device measures mostly for who wore it last.</summary>
internal sealed class Attribution
{
    /// <summary>Devices whose last enrolment is kept at hand.</summary>
    private const int MostDevices = 200_000;

    private readonly Dictionary<string, Enrolment> _last = new(StringComparer.Ordinal);

    /// <summary>The patient who had the device when it measured; null where nobody had.</summary>
    public string? Find(in Reading reading, RegistrySnapshot registry)
    {
        if (_last.TryGetValue(reading.Device, out var known) && known.Covers(reading.User, reading.Time))
        {
            return known.Patient;
        }

        if (registry.Attribute(reading.Device, reading.User, reading.Time) is not { } enrolment)
        {
            return null;
        }

        if (_last.Count > MostDevices)
        {
            _last.Clear();
        }

        _last[reading.Device] = enrolment;
        return enrolment.Patient;
    }

    /// <summary>Enrolments have changed, or what was found was found in a registry that did not come to be.</summary>
    public void Forget() => _last.Clear();
}
