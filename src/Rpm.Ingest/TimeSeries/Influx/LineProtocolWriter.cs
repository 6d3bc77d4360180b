using System.Buffers.Text;
using System.Globalization;
using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>
/// Readings as line protocol, straight into UTF-8, without an allocation per reading. Numbers are always floats (a member
/// that is sometimes whole must not change a field's type), in the canonical unit; digits that need no conversion are those
/// that were sent. Time stamps are nanoseconds, the ordinal being the nanosecond. Not thread-safe.
/// </summary>
internal sealed class LineProtocolWriter
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const long MaxMilliseconds = (long.MaxValue / NanosecondsPerMillisecond) - 1;

    // Names, numbers, flags, time stamp: everything of a line that does not depend on a text of unknown length.
    private const int FixedBytes = 768;

    private byte[] _buffer;
    private int[] _ends;
    private int _length;

    /// <summary>A writer that holds so much before it has to grow.</summary>
    public LineProtocolWriter(int bytes = 1 << 19, int lines = 5_000)
    {
        _buffer = new byte[bytes];
        _ends = new int[lines];
    }

    /// <summary>Lines written since <see cref="Clear"/>.</summary>
    public int Lines { get; private set; }

    /// <summary>Their bytes.</summary>
    public int Bytes => _length;

    /// <summary>Some of the lines, valid until the next <see cref="Clear"/> or write.</summary>
    public ReadOnlyMemory<byte> Slice(int first, int count)
    {
        var start = first == 0 ? 0 : _ends[first - 1];
        return _buffer.AsMemory(start, count == 0 ? 0 : _ends[first + count - 1] - start);
    }

    /// <summary>Forgets the lines, keeps the memory.</summary>
    public void Clear() => (Lines, _length) = (0, 0);

    /// <summary>The time stamp of a reading in nanoseconds.</summary>
    public static long Timestamp(Instant time, byte ordinal) => (time.UnixMilliseconds * NanosecondsPerMillisecond) + ordinal;

    /// <summary>Whether a time can be written: years 1678 to 2262.</summary>
    public static bool HasTimestamp(Instant time) => time.UnixMilliseconds is >= -MaxMilliseconds and <= MaxMilliseconds;

    /// <summary>Appends one reading as one line; false, and nothing appended, where its time has no time stamp or it carries nothing.</summary>
    public bool TryWrite(string patient, in Reading reading, byte ordinal)
    {
        if (!HasTimestamp(reading.Time) || (reading.Values.Count == 0 && reading.Quality == QualityFlags.None && reading.Kind != Kind.Status))
        {
            return false;
        }

        Reserve(FixedBytes + (LineProtocolText.MaxBytesPerChar * (patient.Length + reading.Device.Length
            + (reading.Status?.Error?.Length ?? 0) + (reading.Status?.Firmware?.Length ?? 0))));
        var line = new Cursor(_buffer.AsSpan(_length));
        line.Put(LineProtocolNames.Measurement(reading.Kind));
        if (patient.Length > 0)
        {
            line.Put(",patient="u8);
            line.PutTag(patient);
        }

        line.Put(",device="u8);
        line.PutTag(reading.Device);
        Fields(ref line, reading);
        line.Put((byte)' ');
        line.Put(Timestamp(reading.Time, ordinal));
        line.Put((byte)'\n');

        _length += line.Length;
        if (Lines == _ends.Length)
        {
            Array.Resize(ref _ends, Lines * 2);
        }

        _ends[Lines++] = _length;
        return true;
    }

    private static void Fields(ref Cursor line, in Reading reading)
    {
        var start = line.Length;
        ref readonly var values = ref reading.Values;
        for (var i = 0; i < values.Count; i++)
        {
            var (measure, quantity) = values[i];
            line.Separate(start);
            line.Put(LineProtocolNames.Field(measure));
            Value(ref line, measure, quantity);
            if (quantity.Comparator != Comparator.None)
            {
                line.Separate(start);
                line.Put(LineProtocolNames.ComparatorField(measure));
                line.Put(quantity.Comparator == Comparator.Low ? "\"<\""u8 : "\">\""u8);
            }
        }

        if (reading.Status is { } status)
        {
            Text(ref line, start, "error="u8, status.Error);
            Text(ref line, start, "firmware="u8, status.Firmware);
        }

        if (reading.Quality != QualityFlags.None)
        {
            line.Separate(start);
            line.Put("quality=\""u8);
            line.PutAscii(LineProtocolNames.Quality(reading.Quality));
            line.Put((byte)'"');
        }

        Flag(ref line, start, "manual=true"u8, reading.Flags, ReadingFlags.Manual);
        Flag(ref line, start, "test=true"u8, reading.Flags, ReadingFlags.Test);
        if (line.Length == start)
        {
            // A status reading that says nothing still says that the device is there, and a line needs a field.
            line.Put(" seen=true"u8);
        }
    }

    private static void Value(ref Cursor line, Measure measure, in Quantity quantity)
    {
        if (measure == Measure.Charging)
        {
            line.Put(quantity.Mantissa == 0 ? "false"u8 : "true"u8);
        }
        else if (measure is Measure.Meal or Measure.Sample)
        {
            Code(ref line, measure, quantity.Mantissa);
        }
        else if (Units.Canonical(quantity.Unit) == quantity.Unit)
        {
            line.Put(quantity.Mantissa, quantity.Decimals);
        }
        else
        {
            line.Put(Units.ToCanonical(quantity));
        }
    }

    // A code without a word of ours is written as its number, but still as text: a field has one type.
    private static void Code(ref Cursor line, Measure measure, long code)
    {
        line.Put((byte)'"');
        if (LineProtocolNames.CodeWord(measure, code) is { Length: > 0 } word)
        {
            line.Put(word);
        }
        else
        {
            line.Put(code);
        }

        line.Put((byte)'"');
    }

    private static void Text(ref Cursor line, int start, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            line.Separate(start);
            line.Put(name);
            line.Put((byte)'"');
            line.PutString(text);
            line.Put((byte)'"');
        }
    }

    private static void Flag(ref Cursor line, int start, ReadOnlySpan<byte> field, ReadingFlags flags, ReadingFlags flag)
    {
        if ((flags & flag) != 0)
        {
            line.Separate(start);
            line.Put(field);
        }
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
        }
    }

    private ref struct Cursor(Span<byte> to)
    {
        private readonly Span<byte> _to = to;

        public int Length { get; private set; }

        public void Put(byte value) => _to[Length++] = value;

        public void Put(scoped ReadOnlySpan<byte> utf8)
        {
            utf8.CopyTo(_to[Length..]);
            Length += utf8.Length;
        }

        public void PutTag(string text) => Length += LineProtocolText.WriteTag(text, _to[Length..]);

        public void PutString(string text) => Length += LineProtocolText.WriteString(text, _to[Length..]);

        public void PutAscii(string text) => Length += System.Text.Encoding.ASCII.GetBytes(text, _to[Length..]);

        // A space before the first field, a comma before the others.
        public void Separate(int start) => Put(Length == start ? (byte)' ' : (byte)',');

        public void Put(long value)
        {
            Utf8Formatter.TryFormat(value, _to[Length..], out var written);
            Length += written;
        }

        public void Put(double value)
        {
            value.TryFormat(_to[Length..], out var written, default, CultureInfo.InvariantCulture);
            Length += written;
        }

        // The digits as sent: mantissa -365, decimals 1 → -36.5; mantissa 5, decimals 2 → 0.05.
        public void Put(long mantissa, int decimals)
        {
            if (decimals == 0)
            {
                Put(mantissa);
                return;
            }

            if (mantissa < 0)
            {
                Put((byte)'-');
            }

            Span<byte> digits = stackalloc byte[20];
            Utf8Formatter.TryFormat(mantissa < 0 ? (ulong)-mantissa : (ulong)mantissa, digits, out var count);
            var whole = count - decimals;
            if (whole > 0)
            {
                Put(digits[..whole]);
            }
            else
            {
                Put((byte)'0');
            }

            Put((byte)'.');
            for (var zeros = whole; zeros < 0; zeros++)
            {
                Put((byte)'0');
            }

            Put(digits[Math.Max(whole, 0)..count]);
        }
    }
}
