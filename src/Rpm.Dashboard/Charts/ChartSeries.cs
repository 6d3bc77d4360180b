namespace Rpm.Dashboard.Charts;

/// <summary>What one device measured, parted by gaps.</summary>
/// <param name="Name">The device.</param>
/// <param name="Of">The marks of every reading that the kept points stand for.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<IReadOnlyList<ChartPoint>> Segments, IReadOnlyList<PointMarks> Of)
{
    /// <summary>All kept points in order of time.</summary>
    public IEnumerable<ChartPoint> Points => Segments.SelectMany(s => s);
}
