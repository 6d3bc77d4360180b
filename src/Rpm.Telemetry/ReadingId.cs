using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Rpm.Telemetry;

/// <summary>The sender's own identifier of a reading (<c>id</c>): UTF-8, at most <see cref="MaxLength"/> bytes, held in line.</summary>
public struct ReadingId : IEquatable<ReadingId>
{
    /// <summary>The longest identifier in bytes; a longer one is <see cref="RejectReason.InvalidValue"/>.</summary>
    public const int MaxLength = 64;

    private Buffer _bytes;
    private byte _length;

    /// <summary>Length in bytes; 0 = the reading has no id.</summary>
    public readonly int Length => _length;

    /// <summary>Whether there is no id.</summary>
    public readonly bool IsEmpty => _length == 0;

    /// <summary>The UTF-8 bytes. Valid while the variable that holds this value is.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Utf8 => ((ReadOnlySpan<byte>)_bytes)[.._length];

    /// <summary>An id of these bytes, or false where there are more than <see cref="MaxLength"/>.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> utf8, out ReadingId id)
    {
        id = default;
        if (utf8.Length > MaxLength)
        {
            return false;
        }

        utf8.CopyTo(id._bytes);
        id._length = (byte)utf8.Length;
        return true;
    }

    /// <summary>An id of this text.</summary>
    /// <exception cref="ArgumentException">The text is longer than <see cref="MaxLength"/> bytes.</exception>
    public static ReadingId Create(string text) =>
        TryCreate(Encoding.UTF8.GetBytes(text), out var id) ? id : throw new ArgumentException($"An id has at most {MaxLength} bytes.", nameof(text));

    /// <inheritdoc/>
    public readonly bool Equals(ReadingId other) => Utf8.SequenceEqual(other.Utf8);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is ReadingId other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    /// <summary>The id as text; empty where there is none.</summary>
    public override readonly string ToString() => Encoding.UTF8.GetString(Utf8);

    public static bool operator ==(ReadingId left, ReadingId right) => left.Equals(right);

    public static bool operator !=(ReadingId left, ReadingId right) => !left.Equals(right);

    [InlineArray(MaxLength)]
    private struct Buffer
    {
        private byte _first;
    }
}
