using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Registry;

/// <summary>What journal entries do to the registry: the one place, for the committer, the registry's file and the monitor alike.</summary>
internal static class RegistryChange
{
    /// <summary>The registry after an entry; the same one where the entry is of no concern to it.</summary>
    /// <param name="at">The journal's time of the entry.</param>
    public static RegistrySnapshot Apply(RegistrySnapshot registry, JournalEntry entry, Instant at) => entry switch
    {
        PatientPut put => registry.With(Keep(registry, put.Patient)),
        DevicePut put => registry.With(put.Device),
        EnrolmentPut put => registry.With(put.Enrolment),
        LimitSet set when registry.Patients.TryGetValue(set.Patient, out var patient) => registry.With(With(patient, set, at)),
        MonitoringPaused paused when registry.Patients.TryGetValue(paused.Patient, out var patient) =>
            registry.With(patient with { PausedUntil = paused.Until }),
        PackActivated pack => registry with { Packs = registry.Packs.SetItem(pack.Pack, new ActivePack(pack.Pack, pack.Version, pack.Hash, pack.Yaml)) },
        PackDeactivated pack => registry with { Packs = registry.Packs.Remove(pack.Pack) },
        PatientErased erased => registry.Without(new Erasure(erased.Patient, at, erased.By, erased.Reason, erased.Position, erased.Enrolments ?? [])),
        GatewayReported reported => registry.With(new GatewayState(reported.Gateway, reported.Error, at)),
        _ => registry,
    };

    /// <summary>Limits and pause have entries of their own: a put of the record leaves them as they are.</summary>
    private static Patient Keep(RegistrySnapshot registry, Patient put) =>
        registry.Patients.TryGetValue(put.Id, out var old) ? put with { Limits = old.Limits, PausedUntil = old.PausedUntil } : put;

    private static Patient With(Patient patient, LimitSet set, Instant at)
    {
        var limits = new Dictionary<string, PatientLimit>(patient.Limits, StringComparer.Ordinal);
        var key = $"{set.Pack}/{set.Parameter}";
        if (set.Value is null)
        {
            limits.Remove(key);
        }
        else
        {
            limits[key] = new PatientLimit(set.Value, set.By, at, set.Reason, set.Prescriber);
        }

        return patient with { Limits = limits };
    }
}
