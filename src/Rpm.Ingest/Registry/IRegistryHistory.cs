namespace Rpm.Ingest.Registry;

/// <summary>What the registry once said.</summary>
internal interface IRegistryHistory
{
    /// <summary>The changes that decided what a patient's monitor judged, in order: its record, limits, pauses and enrolments, and the packs.</summary>
    IReadOnlyList<RegistryChanged> ChangesOf(string patient);
}
