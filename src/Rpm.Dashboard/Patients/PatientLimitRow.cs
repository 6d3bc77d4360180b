using Rpm.Telemetry;

namespace Rpm.Dashboard.Patients;

/// <summary>A parameter of a pack that applies to the patient, with the value in force.</summary>
/// <param name="InForce">With unit; for glucose one for each unit.</param>
/// <param name="Least">A patient's own limit may not be below.</param>
/// <param name="Greatest">Nor above.</param>
/// <param name="Unit">The unit in which it is written; of glucose the site's.</param>
/// <param name="NeedsPrescriber">A value below the pack's own needs the name of who prescribed it.</param>
/// <param name="Origin">"pack's default", "the patient's own" or "prescribed target".</param>
/// <param name="Own">The patient's own limit; null where there is none.</param>
public sealed record PatientLimitRow(
    string Pack, string PackTitle, string Parameter, string Title, string Source, string InForce, string Default, string Least, string Greatest, Unit Unit,
    bool NeedsPrescriber, string Origin, LimitChange? Own)
{
    /// <summary><c>pack/parameter</c>.</summary>
    public string Key => $"{Pack}/{Parameter}";
}
