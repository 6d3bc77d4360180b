using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Rpm.Telemetry;

/// <summary>
/// The members of one reading, in line, in the order of the kind's definition; at most <see cref="Capacity"/>.
/// A value type, so that a reading is one block of memory.
/// </summary>
public struct MeasureValues : IEquatable<MeasureValues>
{
    /// <summary>No kind has more members.</summary>
    public const int Capacity = 4;

    private Buffer _values;
    private byte _count;

    /// <summary>How many members are present.</summary>
    public readonly int Count => _count;

    /// <summary>The member at <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer members.</exception>
    public readonly MeasureValue this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, _count, nameof(index));
            return _values[index];
        }
    }

    /// <summary>The members, in place.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<MeasureValue> Members => ((ReadOnlySpan<MeasureValue>)_values)[.._count];

    /// <summary>Appends a member.</summary>
    /// <exception cref="InvalidOperationException">All <see cref="Capacity"/> places are taken.</exception>
    public void Add(Measure measure, Quantity quantity) => Add(measure, quantity.Mantissa, quantity.Decimals, quantity.Unit, quantity.Comparator);

    /// <summary>Appends a member, given by its parts: a decoder that has them at hand saves a copy.</summary>
    /// <exception cref="InvalidOperationException">All <see cref="Capacity"/> places are taken.</exception>
    public void Add(Measure measure, long mantissa, byte decimals, Unit unit, Comparator comparator = Comparator.None)
    {
        if (_count == Capacity)
        {
            throw new InvalidOperationException("A reading has at most four members.");
        }

        _values[_count++] = new MeasureValue(mantissa, MeasureValue.TagOf(measure, decimals, unit, comparator));
    }

    /// <summary>Whether the reading carries <paramref name="measure"/>, and its quantity.</summary>
    public readonly bool TryGet(Measure measure, out Quantity quantity)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_values[i].Measure == measure)
            {
                quantity = _values[i].Quantity;
                return true;
            }
        }

        quantity = default;
        return false;
    }

    /// <inheritdoc/>
    public readonly bool Equals(MeasureValues other)
    {
        if (_count != other._count)
        {
            return false;
        }

        for (var i = 0; i < _count; i++)
        {
            if (_values[i] != other._values[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is MeasureValues other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        for (var i = 0; i < _count; i++)
        {
            hash.Add(_values[i]);
        }

        return hash.ToHashCode();
    }

    public static bool operator ==(MeasureValues left, MeasureValues right) => left.Equals(right);

    public static bool operator !=(MeasureValues left, MeasureValues right) => !left.Equals(right);

    [InlineArray(Capacity)]
    private struct Buffer
    {
        private MeasureValue _first;
    }
}
