using System.Globalization;

namespace Rpm.Telemetry.Traces;

/// <summary>
/// Reads a trace: <c>source,subject,timestamp,metric,value,unit</c>, no quoting. Every line behind the header is either a
/// row or a skipped row, so <c>Rows.Count + Skipped.Count</c> is the number of lines.
/// </summary>
public sealed record TraceFile(IReadOnlyList<TraceRow> Rows, IReadOnlyList<SkippedRow> Skipped)
{
    public const string Header = "source,subject,timestamp,metric,value,unit";

    /// <summary>Reads all of <paramref name="reader"/>; null where the first line is not <see cref="Header"/>.</summary>
    public static TraceFile? Read(TextReader reader)
    {
        if (reader.ReadLine()?.TrimEnd() != Header)
        {
            return null;
        }

        var rows = new List<TraceRow>();
        var skipped = new List<SkippedRow>();
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0 && reader.Peek() < 0)
            {
                break;
            }

            var fields = text.TrimEnd('\r').Split(',');
            if (fields.Length != 6)
            {
                skipped.Add(new SkippedRow(line, SkipReason.FieldCount, $"{fields.Length} fields"));
            }
            else if (!TryParseTime(fields[2], out var clock, out var offset))
            {
                skipped.Add(new SkippedRow(line, SkipReason.Timestamp, "timestamp"));
            }
            else
            {
                rows.Add(new TraceRow(line, fields[1], clock, offset, fields[3], fields[4], fields[5]));
            }
        }

        return new TraceFile(rows, skipped);
    }

    private static bool TryParseTime(string text, out DateTime clock, out TimeSpan? offset)
    {
        offset = null;
        string[] local = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFF"];
        if (DateTime.TryParseExact(text, local, CultureInfo.InvariantCulture, DateTimeStyles.None, out clock))
        {
            return true;
        }

        string[] zoned = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK"];
        if (DateTimeOffset.TryParseExact(text, zoned, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var whole))
        {
            (clock, offset) = (whole.DateTime, whole.Offset);
            return true;
        }

        return false;
    }
}
