using Rpm.Dashboard.Patients;

namespace Rpm.Dashboard.Devices;

/// <summary>Devices, and who wears what when.</summary>
public interface IDeviceDesk
{
    /// <summary>Every device with who wears it now.</summary>
    IReadOnlyList<DeviceRow> Devices();

    /// <summary>Enrols a device from now on; a device that is not known is added.</summary>
    Task<ChangeResult> EnrolAsync(string patient, string device, string by, CancellationToken cancellationToken);

    /// <summary>Ends an enrolment now.</summary>
    Task<ChangeResult> EndAsync(string enrolment, string reason, string by, CancellationToken cancellationToken);

    /// <summary>Takes a registry file (YAML): all of it, or with faults nothing.</summary>
    Task<ChangeResult> ImportAsync(string yaml, CancellationToken cancellationToken);
}
