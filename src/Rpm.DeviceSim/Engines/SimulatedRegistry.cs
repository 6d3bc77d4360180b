using System.Globalization;
using System.Text;
using Rpm.DeviceSim.Wards;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Engines;

/// <summary>Invented people, their devices and enrolments as registry files.</summary>
internal static class SimulatedRegistry
{
    /// <summary>What every medical record number of a simulated patient begins with: by it alone is one known for simulated.</summary>
    public const string Mark = "SIM";

    /// <summary>The patient of an id prefix's so many-th life: an erased id is gone for good, so the next one differs.</summary>
    public static string IdOf(WardPatient patient, int generation) =>
        generation == 1 ? patient.Id : string.Create(CultureInfo.InvariantCulture, $"{patient.Id}.{generation}");

    /// <summary>A registry file (docs/registry.md) of these patients.</summary>
    public static string Write(IEnumerable<WardPatient> patients, int generation)
    {
        var (people, devices, enrolments) = (new StringBuilder("patients:\n"), new StringBuilder("devices:\n"), new StringBuilder("enrolments:\n"));
        foreach (var p in patients)
        {
            var id = IdOf(p, generation);
            people.Append(Text($"  - {{ id: {Quote(id)}, mrn: {Quote(p.Mrn)}, name: {Quote(p.Name)}, birthDate: {p.BirthDate:yyyy-MM-dd}, timeZone: {p.TimeZone}, cohorts: [{p.Cohort}]"));
            if (p.Spo2Target is { } target)
            {
                people.Append(Text($", spo2Target: {{ low: {target.Low}, high: {target.High}, prescriber: {Quote(target.Prescriber)} }}"));
            }

            people.Append(" }\n");
            foreach (var d in p.Devices)
            {
                devices.Append(Text($"  - {{ id: {Quote(d.Id)}, kind: {Kinds.Name(d.Kind)}, manufacturer: {Quote(d.Manufacturer)}, model: {Quote(d.Model)}, serial: {Quote(d.Serial)} }}\n"));
                enrolments.Append(Text($"  - {{ id: {Quote($"{d.Id}:{generation}")}, patient: {Quote(id)}, device: {Quote(d.Id)} }}\n"));
            }
        }

        return people.Append(devices).Append(enrolments).ToString();
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
