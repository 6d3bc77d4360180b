using System.Collections.Immutable;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Registry;

/// <summary>
/// Patients, devices and enrolments as they stand after some journal position. Immutable: a change makes the next snapshot,
/// so a reader holds one for as long as it needs a consistent view.
/// </summary>
internal sealed record RegistrySnapshot
{
    public static readonly RegistrySnapshot Empty = new();

    public ImmutableDictionary<string, Patient> Patients { get; init; } = ImmutableDictionary.Create<string, Patient>(StringComparer.Ordinal);

    public ImmutableDictionary<string, Device> Devices { get; init; } = ImmutableDictionary.Create<string, Device>(StringComparer.Ordinal);

    public ImmutableDictionary<string, Enrolment> Enrolments { get; init; } = ImmutableDictionary.Create<string, Enrolment>(StringComparer.Ordinal);

    /// <summary>The rule packs in force, by id.</summary>
    public ImmutableDictionary<string, ActivePack> Packs { get; init; } = ImmutableDictionary.Create<string, ActivePack>(StringComparer.Ordinal);

    /// <summary>The patients that were erased.</summary>
    public ImmutableDictionary<string, Erasure> Erased { get; init; } = ImmutableDictionary.Create<string, Erasure>(StringComparer.Ordinal);

    /// <summary>Gateways that devices are registered to, each with the number of its devices.</summary>
    public ImmutableDictionary<string, int> Gateways { get; private init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>What gateways last said of themselves.</summary>
    public ImmutableDictionary<string, GatewayState> GatewayStates { get; private init; } = ImmutableDictionary.Create<string, GatewayState>(StringComparer.Ordinal);

    /// <summary>Position of the newest erasure; 0 = there was none.</summary>
    public long LastErasure { get; private init; }

    private ImmutableDictionary<string, ImmutableArray<Enrolment>> ByDevice { get; init; } =
        ImmutableDictionary.Create<string, ImmutableArray<Enrolment>>(StringComparer.Ordinal);

    private ImmutableDictionary<string, ImmutableArray<Enrolment>> ByPatient { get; init; } =
        ImmutableDictionary.Create<string, ImmutableArray<Enrolment>>(StringComparer.Ordinal);

    /// <summary>The enrolment that a reading belongs to; null where nobody wore the device then.</summary>
    public Enrolment? Attribute(string device, short user, Instant time)
    {
        if (ByDevice.TryGetValue(device, out var enrolments))
        {
            foreach (var enrolment in enrolments)
            {
                if (enrolment.Covers(user, time))
                {
                    return enrolment;
                }
            }
        }

        return null;
    }

    /// <summary>All enrolments of a device.</summary>
    public ImmutableArray<Enrolment> EnrolmentsOfDevice(string device) => ByDevice.GetValueOrDefault(device, []);

    /// <summary>All enrolments of a patient.</summary>
    public ImmutableArray<Enrolment> EnrolmentsOfPatient(string patient) => ByPatient.GetValueOrDefault(patient, []);

    /// <summary>Which stored readings are this patient's.</summary>
    public IReadOnlyList<SeriesSlice> SlicesOf(string patient) =>
        [.. EnrolmentsOfPatient(patient).Select(e => new SeriesSlice(e.Device, e.User, e.From, e.To))];

    /// <summary>Whether what lies at a journal position and is this patient's was erased.</summary>
    public bool IsErased(string patient, long position) => position < LastErasure && Erased.TryGetValue(patient, out var erasure) && position < erasure.Position;

    /// <summary>The snapshot without this patient and the patient's enrolments; the erasure is noted.</summary>
    public RegistrySnapshot Without(Erasure erasure)
    {
        var (enrolments, byDevice) = (Enrolments, ByDevice);
        foreach (var enrolment in EnrolmentsOfPatient(erasure.Patient))
        {
            enrolments = enrolments.Remove(enrolment.Id);
            byDevice = byDevice.SetItem(enrolment.Device, byDevice[enrolment.Device].Remove(enrolment));
        }

        return this with
        {
            Patients = Patients.Remove(erasure.Patient),
            Enrolments = enrolments,
            ByDevice = byDevice,
            ByPatient = ByPatient.Remove(erasure.Patient),
            Erased = Erased.SetItem(erasure.Patient, erasure),
            LastErasure = Math.Max(LastErasure, erasure.Position),
        };
    }

    /// <summary>The snapshot with this patient added or replaced.</summary>
    public RegistrySnapshot With(Patient patient) => this with { Patients = Patients.SetItem(patient.Id, patient) };

    /// <summary>The snapshot with this device added or replaced.</summary>
    public RegistrySnapshot With(Device device)
    {
        var (old, gateways) = (Devices.GetValueOrDefault(device.Id)?.Gateway, Gateways);
        if (old != device.Gateway)
        {
            gateways = old is null ? gateways : gateways[old] == 1 ? gateways.Remove(old) : gateways.SetItem(old, gateways[old] - 1);
            gateways = device.Gateway is { } gateway ? gateways.SetItem(gateway, gateways.GetValueOrDefault(gateway) + 1) : gateways;
        }

        return this with { Devices = Devices.SetItem(device.Id, device), Gateways = gateways };
    }

    /// <summary>Whether a name is a gateway's: some device is registered to it, and it is no device that a patient has.</summary>
    public bool IsGateway(string name) => Gateways.ContainsKey(name) && EnrolmentsOfDevice(name).IsEmpty;

    /// <summary>The snapshot with what a gateway says of itself; the same one where that is nothing new.</summary>
    public RegistrySnapshot With(GatewayState state) =>
        GatewayStates.TryGetValue(state.Id, out var old) && old.Error == state.Error ? this : this with { GatewayStates = GatewayStates.SetItem(state.Id, state) };

    /// <summary>The snapshot with this enrolment added, or put in the place of the one with its id.</summary>
    public RegistrySnapshot With(Enrolment enrolment)
    {
        var (byDevice, byPatient) = (ByDevice, ByPatient);
        if (Enrolments.TryGetValue(enrolment.Id, out var old))
        {
            byDevice = byDevice.SetItem(old.Device, byDevice[old.Device].Remove(old));
            byPatient = byPatient.SetItem(old.Patient, byPatient[old.Patient].Remove(old));
        }

        return this with
        {
            Enrolments = Enrolments.SetItem(enrolment.Id, enrolment),
            ByDevice = byDevice.SetItem(enrolment.Device, byDevice.GetValueOrDefault(enrolment.Device, []).Add(enrolment)),
            ByPatient = byPatient.SetItem(enrolment.Patient, byPatient.GetValueOrDefault(enrolment.Patient, []).Add(enrolment)),
        };
    }
}
