namespace Rpm.Dashboard.Charts;

/// <summary>A chart, ready to be drawn.</summary>
/// <param name="Id">Unique on the page.</param>
/// <param name="Summary">The chart in words, for those who do not see it.</param>
/// <param name="Unit">As people write it.</param>
/// <param name="PatientZone">IANA name; the hover text tells the time in it too.</param>
public sealed record ChartModel(
    string Id, string Title, string Summary, string Unit, ChartKind Kind, TimeAxis Time, ValueAxis Values, string PatientZone, IReadOnlyList<ChartSeries> Series,
    IReadOnlyList<ChartBand> Bands, IReadOnlyList<ChartThreshold> Thresholds, IReadOnlyList<ChartAlert> Alerts)
{
    /// <summary>Whether anything was measured in the time shown.</summary>
    public bool HasPoints => Series.Any(s => s.Segments.Count > 0);

    /// <summary>How many readings the chart stands for.</summary>
    public int Of => Series.Sum(s => s.Of.Count);

    /// <summary>How many points are drawn.</summary>
    public int Drawn => Series.Sum(s => s.Points.Count());
}
