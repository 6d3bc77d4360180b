using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Monitoring;

/// <summary>From when to when a patient wears something of a kind, by all enrolments together; null device = nothing of it any more.</summary>
internal readonly record struct WornDevices(Kind Kind, string? Device, Instant From, Instant Until)
{
    /// <summary>What is worn of the kinds that a device measures.</summary>
    /// <param name="lastDevice">Which device last sent a kind: one whose kind is not registered is one of what it has sent.</param>
    public static IEnumerable<WornDevices> Of(RegistrySnapshot registry, string patient, string device, Func<Kind, string?> lastDevice, Instant now)
    {
        IReadOnlyList<Kind> KindsOf(string of) =>
            registry.Devices.GetValueOrDefault(of)?.Kind is { } kind ? [kind] : [.. Kinds.All.Select(k => k.Kind).Where(k => lastDevice(k) == of)];

        var enrolments = registry.EnrolmentsOfPatient(patient);
        foreach (var kind in KindsOf(device))
        {
            var worn = enrolments.Where(e => e.To > now && KindsOf(e.Device).Contains(kind)).ToList();
            var last = worn.MaxBy(e => e.To);
            yield return new WornDevices(kind, last?.Device, last is null ? now : worn.Min(e => e.From), last?.To ?? now);
        }
    }
}
