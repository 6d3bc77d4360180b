using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>
/// Everything about a reading's members but their digits: measure, decimals, unit and comparator of each. A fleet has a
/// few dozen of them, so a row stores a small number instead of sixteen columns. A part is 0 where there is no member.
/// </summary>
internal readonly record struct SeriesShape(uint Part0, uint Part1, uint Part2, uint Part3)
{
    /// <summary>The shape of these members.</summary>
    public static SeriesShape Of(in MeasureValues values) =>
        new(Pack(values, 0), Pack(values, 1), Pack(values, 2), Pack(values, 3));

    /// <summary>How many members there are.</summary>
    public int Count => Part0 == 0 ? 0 : Part1 == 0 ? 1 : Part2 == 0 ? 2 : Part3 == 0 ? 3 : 4;

    /// <summary>The measure at a place below <see cref="Count"/>.</summary>
    public Measure MeasureAt(int index) => (Measure)(byte)Part(index);

    /// <summary>The quantity at a place below <see cref="Count"/>, with these digits.</summary>
    public Quantity QuantityAt(int index, long mantissa)
    {
        var part = Part(index);
        return new Quantity(mantissa, (byte)(part >> 8), (Unit)(byte)(part >> 16), (Comparator)(byte)(part >> 24));
    }

    /// <summary>The place of a measure, or -1.</summary>
    public int IndexOf(Measure measure)
    {
        for (var i = 0; i < Count; i++)
        {
            if (MeasureAt(i) == measure)
            {
                return i;
            }
        }

        return -1;
    }

    private uint Part(int index) => index switch { 0 => Part0, 1 => Part1, 2 => Part2, _ => Part3 };

    private static uint Pack(in MeasureValues values, int index)
    {
        if (index >= values.Count)
        {
            return 0;
        }

        var (measure, quantity) = values[index];
        return (uint)measure | ((uint)quantity.Decimals << 8) | ((uint)quantity.Unit << 16) | ((uint)quantity.Comparator << 24);
    }
}
