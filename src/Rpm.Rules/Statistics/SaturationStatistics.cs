using Rpm.Rules.Windows;
using Rpm.Telemetry;

namespace Rpm.Rules.Statistics;

/// <summary>
/// Oxygen saturation over a period. A reading stands until the next one of its device where that follows within two minutes (the rules' gap of
/// oximetry); a longer silence is not monitored, and is neither good nor bad.
/// </summary>
/// <param name="Readings">How many readings.</param>
/// <param name="Monitored">For how long there were readings.</param>
/// <param name="Below">For how long of it the saturation was below the limit.</param>
/// <param name="Falls">How often it fell by <see cref="FallDepth"/> points from its baseline, as the rules' <c>dips</c> counts.</param>
/// <param name="Lowest">In percent; null without a reading.</param>
/// <param name="Mean">By time, in percent; null where nothing was monitored.</param>
public sealed record SaturationStatistics(int Readings, TimeSpan Monitored, TimeSpan Below, int Falls, double? Lowest, double? Mean)
{
    /// <summary>Depth of a fall in points, from the highest value of the two minutes before (Masimo's desaturation index; 4 points are customary).</summary>
    public const int FallDepth = 4;

    /// <summary>Less monitored time than this makes no share and no index. A choice of this project.</summary>
    public static readonly TimeSpan LeastMonitored = TimeSpan.FromHours(1);

    /// <summary>How long a reading stands at most.</summary>
    public static readonly TimeSpan LongestStand = TimeSpan.FromMinutes(2);

    private const int Scale = 1000;

    /// <summary>Whether shares and index may be shown.</summary>
    public bool IsEnough => Monitored >= LeastMonitored;

    /// <summary>Time below the limit in percent of the monitored time; null where that is too short.</summary>
    public double? BelowShare => IsEnough ? Below / Monitored * 100 : null;

    /// <summary>Falls per monitored hour; null where the monitored time is too short.</summary>
    public double? FallsPerHour => IsEnough ? Falls / Monitored.TotalHours : null;

    /// <summary>The numbers of readings in any order.</summary>
    /// <param name="limit">In percent; a value on it is not below.</param>
    public static SaturationStatistics Of(IEnumerable<SaturationValue> readings, double limit)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var (count, falls) = (0, 0);
        var (monitored, below, area) = (0L, 0L, 0.0);
        double? lowest = null;
        foreach (var device in readings.GroupBy(r => r.Device, StringComparer.Ordinal))
        {
            var values = device.OrderBy(r => r.Time).ToArray();
            var dips = new DipDetector(FallDepth * Scale);
            for (var i = 0; i < values.Length; i++)
            {
                var value = values[i];
                count++;
                lowest = lowest is { } known && known <= value.Percent ? known : value.Percent;
                falls += dips.Take(value.Time, (long)Math.Round(value.Percent * Scale), doubtful: false) ? 1 : 0;
                if (i + 1 == values.Length)
                {
                    continue;
                }

                var stands = values[i + 1].Time - value.Time;
                if (stands <= LongestStand)
                {
                    var span = (long)stands.TotalMilliseconds;
                    monitored += span;
                    below += value.Percent < limit ? span : 0;
                    area += span * value.Percent;
                }
            }
        }

        return new SaturationStatistics(
            count, TimeSpan.FromMilliseconds(monitored), TimeSpan.FromMilliseconds(below), falls, lowest, monitored == 0 ? null : area / monitored);
    }
}
