using System.Globalization;
using Rpm.DeviceSim.Publishing;

namespace Rpm.DeviceSim.Terminal;

/// <summary>How the publishing went, over all connections.</summary>
/// <param name="Frames">Frames handed to the publishers.</param>
/// <param name="Latency">From the scheduled time to the PUBACK, milliseconds.</param>
/// <param name="Reasons">PUBACKs by reason code.</param>
/// <param name="Drops">Lost or refused connections by cause.</param>
internal sealed record PublishSummary(
    long Frames, long Acknowledged, long Refused, long Unacknowledged, long Resent, long Reconnects, double Seconds, double PerSecond,
    LatencySummary? Latency, IReadOnlyDictionary<string, long> Reasons, IReadOnlyDictionary<string, long> Drops)
{
    /// <summary>Whether every frame was acknowledged.</summary>
    public bool IsComplete => Acknowledged == Frames;

    /// <summary>Sums up publishers.</summary>
    public static PublishSummary Of(IEnumerable<PublisherCounts> publishers, TimeSpan elapsed, Latencies latencies)
    {
        var all = publishers.ToList();
        var acknowledged = all.Sum(c => c.Acknowledged);
        return new PublishSummary(
            all.Sum(c => c.Enqueued), acknowledged, all.Sum(c => c.Refused), all.Sum(c => c.Unacknowledged), all.Sum(c => c.Resent),
            all.Sum(c => Math.Max(0, c.Connects - 1)), elapsed.TotalSeconds, elapsed > TimeSpan.Zero ? acknowledged / elapsed.TotalSeconds : 0,
            latencies.Summarize(),
            Sum(all.SelectMany(c => c.Reasons).Select(r => ($"0x{r.Key:x2}", r.Value))),
            Sum(all.SelectMany(c => c.Drops).Select(r => (r.Key, r.Value))));
    }

    /// <summary>The summary for a person.</summary>
    public IEnumerable<string> Lines()
    {
        var percent = Frames == 0 ? 100 : 100.0 * Acknowledged / Frames;
        yield return Text($"published     {Frames} frames in {Seconds:f1} s, {PerSecond:f0}/s");
        yield return Text($"acknowledged  {Acknowledged} ({percent:f2} %), refused {Refused}, unacknowledged {Unacknowledged}");
        yield return Text($"connection    {Reconnects} reconnects, {Resent} frames resent");
        if (Latency is { } l)
        {
            yield return Text($"latency ms    p50 {l.P50:f2}  p95 {l.P95:f2}  p99 {l.P99:f2}  max {l.Max:f2}  (scheduled to PUBACK)");
        }

        foreach (var (reason, count) in Reasons)
        {
            yield return Text($"puback {reason}   {count}");
        }

        foreach (var (cause, count) in Drops)
        {
            yield return Text($"dropped       {count}: {cause}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static SortedDictionary<string, long> Sum(IEnumerable<(string Key, long Count)> counts) =>
        new(counts.GroupBy(c => c.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(c => c.Count)), StringComparer.Ordinal);
}
