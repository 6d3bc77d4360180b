using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>Search by code: which panels may carry a code, and whether one reading's panel does.</summary>
internal static class PanelCodes
{
    private static readonly Dictionary<PanelDefinition, IReadOnlyList<MeasureCoding>> Possible =
        Panels.All.ToDictionary(p => p, PossibleOf);

    /// <summary>Whether some reading's panel carries a code that is asked for.</summary>
    public static bool MayMatch(PanelDefinition panel, SearchRequest request) => Possible[panel].Any(c => Matches(c, request));

    public static bool Matches(PanelDefinition panel, in Reading reading, SearchRequest request) => Matches(Panels.Coding(panel, reading), request);

    private static bool Matches(MeasureCoding coding, SearchRequest request) => request.Passes("code", token =>
        coding.Loinc.Any(l => token.Matches(FhirSystems.Loinc, l.Code))
        || (coding.Mdc is { } mdc && token.Matches(FhirSystems.Mdc, mdc.Code.ToString(CultureInfo.InvariantCulture))));

    private static IReadOnlyList<MeasureCoding> PossibleOf(PanelDefinition panel) => panel.Panel == ObservationPanel.BloodPressure
        ? [Codings.BloodPressurePanel]
        :
        [
            .. (from unit in Measures.Of(panel.Measure).AcceptedUnits
                from sample in Enum.GetValues<SampleType>().Cast<SampleType?>().Append(null)
                select Measures.Coding(panel.Kind, panel.Measure, unit, sample)).Distinct(),
        ];
}
