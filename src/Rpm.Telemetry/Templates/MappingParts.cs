using System.Text;

namespace Rpm.Telemetry.Templates;

/// <summary>
/// Puts parts into the readings that they belong to: some vendors send the pulse of a blood pressure as a measurement of its own.
/// </summary>
internal static class MappingParts
{
    public static void Join(Span<MappedReading> readings)
    {
        for (var i = 0; i < readings.Length; i++)
        {
            ref var part = ref readings[i];
            if (!part.Template.IsPart || part.Reason != RejectReason.None)
            {
                continue;
            }

            var whole = Find(readings, part);
            if (whole >= 0)
            {
                Complete(ref readings[whole], part);
                part.IsMerged = true;
            }
            else if (part.Template.Alone is { } kind)
            {
                StandAlone(ref part.Reading, kind);
                if (part.Template.Within is { } within)
                {
                    Mark(ref part, within);
                }
            }
        }
    }

    private static int Find(ReadOnlySpan<MappedReading> readings, in MappedReading part)
    {
        for (var i = 0; i < readings.Length; i++)
        {
            ref readonly var whole = ref readings[i];
            if (!whole.Template.IsPart && whole.Reason == RejectReason.None && Takes(whole.Reading, part.Reading)
                && string.Equals(whole.Reading.Device, part.Reading.Device, StringComparison.Ordinal)
                && (part.Correlation != 0 ? whole.Correlation == part.Correlation : whole.Reading.Time == part.Reading.Time))
            {
                return i;
            }
        }

        return -1;
    }

    // A pulse is a cuff's or an oximeter's: it goes where there is something to complete.
    private static bool Takes(in Reading whole, in Reading part)
    {
        var definition = Kinds.Of(whole.Kind);
        for (var i = 0; i < part.Values.Count; i++)
        {
            var measure = part.Values[i].Measure;
            if (definition.Find(measure) is null || whole.Values.TryGet(measure, out _))
            {
                return false;
            }
        }

        return true;
    }

    // What the whole says itself holds.
    private static void Complete(ref MappedReading whole, in MappedReading part)
    {
        var members = Kinds.Of(whole.Reading.Kind).Members;
        var values = default(MeasureValues);
        for (var i = 0; i < members.Count; i++)
        {
            var measure = members[i].Measure;
            if (whole.Reading.Values.TryGet(measure, out var quantity) || part.Reading.Values.TryGet(measure, out quantity))
            {
                values.Add(measure, quantity);
            }
        }

        whole.Reading.Values = values;
        whole.Reading.Quality |= part.Reading.Quality;
        whole.Dropped |= part.Dropped;
    }

    // The other reading may come in a message of its own, or have come already. Both would have one id: the part gets one that says whose it is.
    private static void Mark(ref MappedReading part, TimeSpan within)
    {
        part.Part = new ReadingPart(part.Template.Kind!.Value, part.Reading.Id, within);
        if (part.Reading.Id.IsEmpty)
        {
            return;
        }

        byte[] own = [.. part.Reading.Id.Utf8, (byte)'/', .. Encoding.UTF8.GetBytes(part.Template.TypeName)];
        if (!ReadingId.TryCreate(own, out part.Reading.Id))
        {
            (part.Reason, part.Detail) = (RejectReason.InvalidValue, $"id and type name together are longer than {ReadingId.MaxLength} bytes");
        }
    }

    // A pulse alone is a heart rate.
    private static void StandAlone(ref Reading reading, Kind kind)
    {
        var sent = reading.Values;
        reading.Kind = kind;
        reading.Values = default;
        var definition = Kinds.Of(kind);
        for (var i = 0; i < sent.Count; i++)
        {
            var (measure, quantity) = sent[i];
            measure = measure == Measure.Pulse && definition.Find(Measure.Pulse) is null ? Measure.HeartRate : measure;
            if (definition.Find(measure) is not null)
            {
                reading.Values.Add(measure, quantity);
            }
        }
    }
}
