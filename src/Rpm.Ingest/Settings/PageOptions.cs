using System.ComponentModel;
using Rpm.Telemetry;

namespace Rpm.Ingest.Settings;

/// <summary>How the page shows things.</summary>
internal sealed record PageOptions
{
    [Description("Unit in which the page draws glucose, `mg/dL` or `mmol/L`. Readings are judged in the unit they were sent in all the same.")]
    public string GlucoseUnit { get; init; } = "mg/dL";

    /// <summary>The unit of that name; null where it is not one of glucose.</summary>
    public Unit? Glucose => GlucoseUnit switch { "mg/dL" => Unit.MilligramPerDecilitre, "mmol/L" => Unit.MillimolePerLitre, _ => null };
}
