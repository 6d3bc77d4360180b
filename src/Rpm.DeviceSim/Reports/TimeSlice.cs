namespace Rpm.DeviceSim.Reports;

/// <summary>A stretch of a run.</summary>
/// <param name="At">Its beginning, seconds since 1970.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Target">Readings a second wanted; null = the sensors' own intervals.</param>
/// <param name="Sent">Readings sent.</param>
/// <param name="Acknowledged">Readings acknowledged.</param>
/// <param name="P50">Latency in milliseconds; null where nothing was acknowledged. Of slices added up the larger one.</param>
internal sealed record TimeSlice(double At, double Seconds, double? Target, long Sent, long Acknowledged, double? P50, double? P99, double? Max)
{
    /// <summary>Of two neighbours one.</summary>
    public static TimeSlice Join(TimeSlice a, TimeSlice b)
    {
        var (seconds, wanted) = (a.Seconds + b.Seconds, a.Target is null && b.Target is null ? (double?)null : (a.Target ?? 0) * a.Seconds + (b.Target ?? 0) * b.Seconds);
        return new TimeSlice(a.At, seconds, wanted / seconds, a.Sent + b.Sent, a.Acknowledged + b.Acknowledged, Larger(a.P50, b.P50), Larger(a.P99, b.P99), Larger(a.Max, b.Max));
    }

    /// <summary>Of two generators at one time.</summary>
    public static TimeSlice Add(TimeSlice a, TimeSlice b) => new(
        Math.Min(a.At, b.At), Math.Max(a.Seconds, b.Seconds), a.Target is null && b.Target is null ? null : (a.Target ?? 0) + (b.Target ?? 0),
        a.Sent + b.Sent, a.Acknowledged + b.Acknowledged, Larger(a.P50, b.P50), Larger(a.P99, b.P99), Larger(a.Max, b.Max));

    private static double? Larger(double? a, double? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
