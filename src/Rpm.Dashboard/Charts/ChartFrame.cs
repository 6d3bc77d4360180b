using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Charts;

/// <summary>Where on the drawing things lie, in its own units.</summary>
public sealed record ChartFrame(TimeAxis Time, ValueAxis Values)
{
    public const double Width = 720;

    /// <summary>Height with the lane of alerts, and without it.</summary>
    public const double Height = 240;

    /// <inheritdoc cref="Height"/>
    public const double HeightWithoutAlerts = 210;

    public const double Left = 52;
    public const double Right = 708;
    public const double Top = 12;
    public const double Bottom = 186;

    /// <summary>Where the lane of alerts begins.</summary>
    public const double Lane = 212;

    /// <summary>Place of a time, held within the drawing.</summary>
    public double X(Instant time) =>
        Left + ((Right - Left) * Math.Clamp((double)(time.UnixMilliseconds - Time.From.UnixMilliseconds) / (Time.To.UnixMilliseconds - Time.From.UnixMilliseconds), 0, 1));

    /// <summary>Place of a value, held within the drawing.</summary>
    public double Y(double value) => Bottom - ((Bottom - Top) * Math.Clamp((value - Values.Min) / (Values.Max - Values.Min), 0, 1));

    /// <summary>The path of points that are joined; a single point is a dot.</summary>
    public string Path(IReadOnlyList<ChartPoint> segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return segment.Count == 1
            ? $"M{At(segment[0])}h0"
            : "M" + string.Join("L", segment.Select(At));
    }

    /// <summary>A number of the drawing as text: one digit behind the point is a tenth of a pixel.</summary>
    public static string N(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);

    private string At(ChartPoint point) => $"{N(X(point.Time))} {N(Y(point.Value))}";
}
