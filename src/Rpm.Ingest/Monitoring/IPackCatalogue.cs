using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Monitoring;

/// <summary>The rule packs in force.</summary>
internal interface IPackCatalogue
{
    /// <summary>Whether a patient's own limit may be set: the parameter exists, the unit fits, the value lies within the pack's bounds.</summary>
    RegistryResult CheckLimit(Patient patient, LimitSet limit);
}
