namespace Rpm.Ingest.Registry;

/// <summary>What a registry file holds, in the order to apply it: patients, devices, enrolments.</summary>
internal sealed record RegistryContents(
    IReadOnlyList<Patient> Patients, IReadOnlyList<Device> Devices, IReadOnlyList<Enrolment> Enrolments)
{
    /// <summary>Everything in a registry, sorted by identifier, so that two exports of the same registry are the same bytes.</summary>
    public static RegistryContents Of(RegistrySnapshot registry) => new(
        [.. registry.Patients.Values.OrderBy(p => p.Id, StringComparer.Ordinal)],
        [.. registry.Devices.Values.OrderBy(d => d.Id, StringComparer.Ordinal)],
        [.. registry.Enrolments.Values.OrderBy(e => e.Id, StringComparer.Ordinal)]);
}
