using System.Globalization;
using System.Text;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Pipeline;

/// <summary>
/// A line per reading: <c>device milliseconds value [id=…] [seq=…]</c>; <c>!</c> is an undecodable element, a payload that starts with
/// <c>?</c> an undecodable frame until <see cref="ReadsAll"/>.
/// </summary>
internal sealed class LineDecoder : IFrameDecoder
{
    /// <summary>Frames that start with a question mark are read too.</summary>
    public bool ReadsAll { get; set; }

    /// <summary>Whose gateways' statuses are read; null: no status is one.</summary>
    public Func<RegistrySnapshot>? Registry { get; set; }

    public GatewayReported? Report(Frame frame) => Registry is { } registry ? GatewayStatus.Read(frame, registry()) : null;

    public void Decode(Frame frame, ReadingBatch batch)
    {
        var index = 0;
        var text = Encoding.UTF8.GetString(frame.Payload.Span);
        if (text.StartsWith('?') && !ReadsAll)
        {
            batch.Reject(new Rejection(-1, RejectReason.UnknownKind, "not read yet"));
            return;
        }

        foreach (var line in text.TrimStart('?').Split('\n'))
        {
            Decode(line, index++, batch);
        }
    }

    private static void Decode(string line, int index, ReadingBatch batch)
    {
        var words = line.Split(' ');
        if (words[0] == "!")
        {
            batch.Reject(new Rejection(index, RejectReason.MissingValue, "nothing there"));
            return;
        }

        ref var reading = ref batch.Add(index);
        reading.Device = words[0];
        reading.Kind = Kind.HeartRate;
        reading.Time = new Instant(long.Parse(words[1], CultureInfo.InvariantCulture));
        reading.Values.Add(Measure.HeartRate, new Quantity(long.Parse(words[2], CultureInfo.InvariantCulture), 0, Unit.PerMinute));
        foreach (var word in words[3..])
        {
            if (word.StartsWith("id=", StringComparison.Ordinal))
            {
                reading.Id = ReadingId.Create(word[3..]);
            }
            else if (word.StartsWith("seq=", StringComparison.Ordinal))
            {
                reading.Sequence = long.Parse(word[4..], CultureInfo.InvariantCulture);
            }
        }
    }
}
