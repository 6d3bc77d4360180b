using System.Globalization;
using Rpm.DeviceSim.Terminal;

namespace Rpm.DeviceSim.Commands;

/// <summary>What a replay did. <c>Rows = JoinedRows + Σ SkippedRows</c>; each reading is one frame.</summary>
/// <param name="JoinedRows">Rows that are part of a reading.</param>
/// <param name="Readings">Readings by kind.</param>
/// <param name="SkippedRows">Rows that are part of none, by reason and metric.</param>
/// <param name="Reported">What the receiver reported on <c>down/…/rejected</c> until the end, by reject code.</param>
internal sealed record ReplayResult(
    string Trace, int Rows, int JoinedRows, IReadOnlyDictionary<string, int> Readings, IReadOnlyDictionary<string, int> SkippedRows, int Devices,
    string Zone, string Oldest, string Newest, int SkippedByZone, int AmbiguousInZone, PublishSummary Publish,
    IReadOnlyDictionary<string, long> Reported, bool Interrupted, string CommandLine)
{
    /// <summary>The result for a person.</summary>
    public IEnumerable<string> Lines()
    {
        yield return Text($"trace         {Trace}: {Rows} rows = {JoinedRows} joined into {Readings.Values.Sum()} readings + {SkippedRows.Values.Sum()} skipped");
        foreach (var (kind, count) in Readings)
        {
            yield return Text($"readings      {count} {kind}");
        }

        foreach (var (reason, count) in SkippedRows)
        {
            yield return Text($"skipped       {count} {reason}");
        }

        yield return Text($"times         {Oldest} to {Newest}, zone {Zone}, {Devices} devices");
        if (SkippedByZone + AmbiguousInZone > 0)
        {
            yield return Text($"zone          {SkippedByZone} local times do not exist in it, {AmbiguousInZone} exist twice (the first was taken)");
        }

        foreach (var line in Publish.Lines())
        {
            yield return line;
        }

        foreach (var (reason, count) in Reported)
        {
            yield return Text($"reported      {count} rejected: {reason}");
        }

        if (Interrupted)
        {
            yield return "interrupted   not all readings were published";
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
