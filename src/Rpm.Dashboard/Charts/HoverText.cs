using System.Globalization;
using System.Text;

namespace Rpm.Dashboard.Charts;

/// <summary>
/// The drawn points for the browser's own hover: <c>seconds since the axis' begin, y, text</c>, parted by <c>;</c>. So moving the pointer asks the server nothing.
/// </summary>
public static class HoverText
{
    /// <summary>All points of a chart in order of time.</summary>
    public static string Of(ChartModel chart, ChartFrame frame)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(frame);
        var text = new StringBuilder();
        foreach (var point in chart.Series.SelectMany(s => s.Points).OrderBy(p => p.Time))
        {
            var seconds = (point.Time.UnixMilliseconds - chart.Time.From.UnixMilliseconds) / 1000;
            text.Append(text.Length == 0 ? "" : ";").Append(CultureInfo.InvariantCulture, $"{seconds},{ChartFrame.N(frame.Y(point.Value))},{point.Text}{Words(point.Marks)}");
        }

        return text.ToString();
    }

    /// <summary>The marks in words, each behind a blank.</summary>
    public static string Words(PointMarks marks) =>
        $"{((marks & PointMarks.Test) != 0 ? " TEST" : "")}{((marks & PointMarks.Late) != 0 ? " late" : "")}{((marks & PointMarks.Manual) != 0 ? " typed in" : "")}{((marks & PointMarks.Doubtful) != 0 ? " doubtful" : "")}";
}
