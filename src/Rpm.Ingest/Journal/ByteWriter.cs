using System.Text;

namespace Rpm.Ingest.Journal;

/// <summary>A growing byte buffer that is reused from group to group, with a table of strings already written.</summary>
internal sealed class ByteWriter
{
    private readonly Dictionary<string, int> _strings = new(StringComparer.Ordinal);
    private byte[] _buffer = new byte[64 * 1024];

    /// <summary>Bytes written since <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>Forgets content and strings, keeps the memory.</summary>
    public void Clear()
    {
        Length = 0;
        _strings.Clear();
    }

    public void Byte(byte value)
    {
        Ensure(1);
        _buffer[Length++] = value;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Ensure(value.Length);
        value.CopyTo(_buffer.AsSpan(Length));
        Length += value.Length;
    }

    /// <summary>LEB128.</summary>
    public void UVarint(ulong value)
    {
        Ensure(10);
        while (value >= 0x80)
        {
            _buffer[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[Length++] = (byte)value;
    }

    /// <summary>Zig-zag LEB128.</summary>
    public void Varint(long value) => UVarint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A string that is likely to recur in the group: its number, and the text itself at the first occurrence.</summary>
    public void Text(string text)
    {
        if (_strings.TryGetValue(text, out var index))
        {
            UVarint((ulong)index);
            return;
        }

        UVarint((ulong)_strings.Count);
        _strings.Add(text, _strings.Count);
        var length = Encoding.UTF8.GetByteCount(text);
        UVarint((ulong)length);
        Ensure(length);
        Length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(Length));
    }

    /// <summary>A string that occurs once; null is kept apart from empty.</summary>
    public void LongText(string? text)
    {
        if (text is null)
        {
            UVarint(0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        UVarint((ulong)length + 1);
        Ensure(length);
        Length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(Length));
    }

    private void Ensure(int more)
    {
        if (_buffer.Length - Length < more)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + more));
        }
    }
}
