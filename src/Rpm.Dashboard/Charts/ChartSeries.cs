namespace Rpm.Dashboard.Charts;

/// <summary>What one device measured, parted by gaps.</summary>
/// <param name="Name">The device.</param>
/// <param name="Of">The marks of every reading that the kept points stand for.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<IReadOnlyList<ChartPoint>> Segments, IReadOnlyList<PointMarks> Of)
{
    /// <summary>All kept points in order of time.</summary>
    public IEnumerable<ChartPoint> Points => Segments.SelectMany(s => s);

    /// <summary>
    /// Marks that more than a third of a long series has: the note under the chart says how many, and rings around all of them would hide the line.
    /// What says of a value itself that it is doubtful, or no number, is never usual.
    /// </summary>
    public PointMarks Usual => Of.Count < FewPoints
        ? PointMarks.None
        : new[] { PointMarks.Test, PointMarks.Late, PointMarks.Manual }.Where(m => Of.Count(o => (o & m) != 0) * 3 > Of.Count).Aggregate(PointMarks.None, (all, m) => all | m);

    private const int FewPoints = 30;
}
