using System.Text;
using System.Text.Json;
using Rpm.Telemetry;

namespace Rpm.Ingest.Journal;

/// <summary>
/// The body of a journal row, version 1: the group's items in order of position. Strings that recur (devices, patients) are
/// written once and referred to by number; integers are variable length, times are differences to the group's clock.
/// </summary>
internal static class JournalCodec
{
    private const byte Version = 1;
    private const byte ReadingItem = 0;
    private const byte EntryItem = 1;

    /// <summary>Rebuilds a group from its row.</summary>
    /// <exception cref="InvalidDataException">The body is of a newer version or broken.</exception>
    public static JournalGroup Decode(JournalRow row)
    {
        var reader = new SpanReader(row.Body);
        if (reader.Byte() is var version && version != Version)
        {
            throw new InvalidDataException($"A journal row has body version {version}; this engine knows version {Version}.");
        }

        var readings = new CommittedReading[row.Readings];
        var entries = new List<JournalEntry>();
        var strings = new List<string>();
        var next = 0;
        for (var position = row.First; position <= row.Last; position++)
        {
            if (reader.Byte() == EntryItem)
            {
                var json = reader.Bytes((int)reader.UVarint());
                var entry = JsonSerializer.Deserialize(json, JournalJson.Default.JournalEntry)
                    ?? throw new InvalidDataException("A journal entry is null.");
                entry.Position = position;
                entries.Add(entry);
            }
            else
            {
                ref var reading = ref readings[next++];
                reading.Position = position;
                DecodeReading(ref reader, ref reading, row.At, strings);
            }
        }

        return new JournalGroup { Id = row.Id, First = row.First, Last = row.Last, At = row.At, Readings = readings, Entries = entries, Balance = row.Balance };
    }

    /// <summary>Starts a body; the items follow in order of position.</summary>
    public static void Begin(ByteWriter writer)
    {
        writer.Clear();
        writer.Byte(Version);
    }

    /// <summary>Appends an entry.</summary>
    public static void Write(ByteWriter writer, JournalEntry entry)
    {
        writer.Byte(EntryItem);
        var json = JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.JournalEntry);
        writer.UVarint((ulong)json.Length);
        writer.Bytes(json);
    }

    /// <summary>Appends a reading. No allocation beyond the growth of the writer and its string table.</summary>
    public static void Write(ByteWriter writer, in CommittedReading committed, Instant at)
    {
        ref readonly var reading = ref committed.Reading;
        writer.Byte(ReadingItem);
        var optional = (reading.User >= 0 ? Optional.User : 0) | (reading.Sequence is not null ? Optional.Sequence : 0)
            | (!reading.Id.IsEmpty ? Optional.Id : 0) | (reading.Status is not null ? Optional.Status : 0)
            | (reading.DeviceTime is not null ? Optional.DeviceTime : 0) | (committed.Ordinal != 0 ? Optional.Ordinal : 0);
        writer.Byte((byte)optional);
        writer.Byte((byte)reading.Kind);
        writer.Text(reading.Device);
        writer.Text(committed.Patient);
        writer.Varint(at.UnixMilliseconds - committed.Received.UnixMilliseconds);
        writer.Varint(at.UnixMilliseconds - reading.Time.UnixMilliseconds);
        writer.Varint(reading.OffsetMinutes);
        writer.UVarint((ulong)reading.Quality);
        writer.Byte((byte)reading.Flags);
        writer.Byte((byte)reading.Values.Count);
        for (var i = 0; i < reading.Values.Count; i++)
        {
            var value = reading.Values[i];
            writer.Byte((byte)value.Measure);
            writer.Byte((byte)value.Quantity.Unit);
            writer.Byte((byte)(value.Quantity.Decimals | ((byte)value.Quantity.Comparator << 6)));
            writer.Varint(value.Quantity.Mantissa);
        }

        WriteOptional(writer, in committed, (Optional)optional);
    }

    private static void WriteOptional(ByteWriter writer, in CommittedReading committed, Optional optional)
    {
        ref readonly var reading = ref committed.Reading;
        if ((optional & Optional.Ordinal) != 0)
        {
            writer.Byte(committed.Ordinal);
        }

        if ((optional & Optional.User) != 0)
        {
            writer.Varint(reading.User);
        }

        if ((optional & Optional.Sequence) != 0)
        {
            writer.Varint(reading.Sequence ?? 0);
        }

        if ((optional & Optional.DeviceTime) != 0)
        {
            writer.Varint(reading.DeviceTime ?? 0);
        }

        if ((optional & Optional.Id) != 0)
        {
            writer.Byte((byte)reading.Id.Length);
            writer.Bytes(reading.Id.Utf8);
        }

        if ((optional & Optional.Status) != 0)
        {
            writer.LongText(reading.Status?.Error);
            writer.LongText(reading.Status?.Firmware);
        }
    }

    private static void DecodeReading(ref SpanReader reader, ref CommittedReading committed, Instant at, List<string> strings)
    {
        var optional = (Optional)reader.Byte();
        var kind = (Kind)reader.Byte();
        var device = reader.Text(strings);
        committed.Patient = reader.Text(strings);
        committed.Received = new Instant(at.UnixMilliseconds - reader.Varint());
        committed.Reading = new Reading { Device = device, Kind = kind, Time = new Instant(at.UnixMilliseconds - reader.Varint()), User = -1 };
        ref var reading = ref committed.Reading;
        reading.OffsetMinutes = (short)reader.Varint();
        reading.Quality = (QualityFlags)reader.UVarint();
        reading.Flags = (ReadingFlags)reader.Byte();
        var count = reader.Byte();
        for (var i = 0; i < count; i++)
        {
            var measure = (Measure)reader.Byte();
            var unit = (Unit)reader.Byte();
            var form = reader.Byte();
            reading.Values.Add(measure, new Quantity(reader.Varint(), (byte)(form & 0x3F), unit, (Comparator)(form >> 6)));
        }

        committed.Ordinal = (optional & Optional.Ordinal) != 0 ? reader.Byte() : (byte)0;
        reading.User = (optional & Optional.User) != 0 ? (short)reader.Varint() : (short)-1;
        reading.Sequence = (optional & Optional.Sequence) != 0 ? reader.Varint() : null;
        reading.DeviceTime = (optional & Optional.DeviceTime) != 0 ? reader.Varint() : null;
        if ((optional & Optional.Id) != 0)
        {
            _ = ReadingId.TryCreate(reader.Bytes(reader.Byte()), out reading.Id);
        }

        if ((optional & Optional.Status) != 0)
        {
            reading.Status = new StatusText(reader.LongText(), reader.LongText());
        }
    }

    [Flags]
    private enum Optional : byte
    {
        User = 1,
        Sequence = 2,
        Id = 4,
        Status = 8,
        DeviceTime = 16,
        Ordinal = 32,
    }

    /// <summary>Reads what <see cref="ByteWriter"/> writes.</summary>
    private ref struct SpanReader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public byte Byte()
        {
            var value = _rest[0];
            _rest = _rest[1..];
            return value;
        }

        public ReadOnlySpan<byte> Bytes(int length)
        {
            var value = _rest[..length];
            _rest = _rest[length..];
            return value;
        }

        public ulong UVarint()
        {
            ulong value = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = Byte();
                value |= (ulong)(part & 0x7F) << shift;
                if (part < 0x80)
                {
                    return value;
                }
            }
        }

        public long Varint()
        {
            var value = UVarint();
            return (long)(value >> 1) ^ -(long)(value & 1);
        }

        public string Text(List<string> strings)
        {
            var index = (int)UVarint();
            if (index == strings.Count)
            {
                strings.Add(Encoding.UTF8.GetString(Bytes((int)UVarint())));
            }

            return strings[index];
        }

        public string? LongText()
        {
            var length = (int)UVarint();
            return length == 0 ? null : Encoding.UTF8.GetString(Bytes(length - 1));
        }
    }
}
