using HdrHistogram;
using HdrHistogram.Utilities;

namespace Rpm.DeviceSim.Reports;

/// <summary>Latencies in milliseconds, and the histogram that they come from.</summary>
/// <param name="Histogram">HdrHistogram V2, compressed, Base64: microseconds to three digits. Reports are added up with it, exactly.</param>
internal sealed record LatencyReport(long Count, double P50, double P95, double P99, double P999, double Max, double Mean, string Histogram)
{
    /// <summary>The report of a histogram of microseconds; null where it is empty.</summary>
    public static LatencyReport? Of(HistogramBase histogram)
    {
        if (histogram.TotalCount == 0)
        {
            return null;
        }

        double At(double percentile) => histogram.GetValueAtPercentile(percentile) / 1000.0;
        return new LatencyReport(
            histogram.TotalCount, At(50), At(95), At(99), At(99.9), histogram.GetMaxValue() / 1000.0, histogram.GetMean() / 1000, Write(histogram));
    }

    /// <summary>Several added up; null where there is none.</summary>
    /// <exception cref="FormatException">One has no readable histogram.</exception>
    public static LatencyReport? Sum(IEnumerable<LatencyReport?> reports)
    {
        LongHistogram? sum = null;
        foreach (var report in reports.OfType<LatencyReport>())
        {
            sum ??= new LongHistogram(Load.LatencyRecorder.Longest, 3);
            sum.Add(report.Read());
        }

        return sum is null ? null : Of(sum);
    }

    /// <summary>The histogram.</summary>
    /// <exception cref="FormatException">It is not readable.</exception>
    public HistogramBase Read()
    {
        try
        {
            var bytes = Convert.FromBase64String(Histogram);
            return HistogramEncoding.DecodeFromCompressedByteBuffer(ByteBuffer.Allocate(bytes), 0);
        }
        catch (Exception broken) when (broken is not FormatException and not OutOfMemoryException)
        {
            throw new FormatException("A report's histogram cannot be read.", broken);
        }
    }

    private static string Write(HistogramBase histogram)
    {
        var buffer = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        var length = histogram.EncodeIntoCompressedByteBuffer(buffer);
        var bytes = new byte[length];
        buffer.Position = 0;
        for (var i = 0; i < length; i++)
        {
            bytes[i] = buffer.Get();
        }

        return Convert.ToBase64String(bytes);
    }
}
