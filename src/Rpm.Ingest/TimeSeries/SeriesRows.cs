using DuckDB.NET.Data;
using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>Result rows back into readings and points.</summary>
internal static class SeriesRows
{
    /// <summary>A row of <see cref="SeriesSchema.Columns"/> followed by its withdrawal.</summary>
    public static StoredReading Reading(DuckDBDataReader row, KeyTable<string> devices, KeyTable<SeriesShape> shapes)
    {
        var shape = shapes[row.GetInt32(10)];
        var reading = new Reading
        {
            Device = devices[row.GetInt32(0)],
            Kind = (Kind)row.GetByte(1),
            Time = new Instant(row.GetInt64(2)),
            OffsetMinutes = row.GetInt16(6),
            User = row.GetInt16(7),
            Quality = (QualityFlags)row.GetFieldValue<ushort>(8),
            Flags = (ReadingFlags)row.GetByte(9),
            Sequence = row.IsDBNull(15) ? null : row.GetInt64(15),
            DeviceTime = row.IsDBNull(16) ? null : row.GetInt64(16),
        };
        for (var i = 0; i < shape.Count; i++)
        {
            reading.Values.Add(shape.MeasureAt(i), shape.QuantityAt(i, row.GetInt64(11 + i)));
        }

        if (!row.IsDBNull(17))
        {
            Span<byte> id = stackalloc byte[ReadingId.MaxLength];
            using var stream = row.GetStream(17);
            var length = stream.ReadAtLeast(id, id.Length, throwOnEndOfStream: false);
            ReadingId.TryCreate(id[..length], out reading.Id);
        }

        var error = row.IsDBNull(18) ? null : row.GetString(18);
        var firmware = row.IsDBNull(19) ? null : row.GetString(19);
        if (error is not null || firmware is not null)
        {
            reading.Status = new StatusText(error, firmware);
        }

        var withdrawal = row.IsDBNull(20) ? null : new Withdrawal(new Instant(row.GetInt64(20)), row.GetString(21), row.GetString(22));
        return new StoredReading(row.GetInt64(4), new Instant(row.GetInt64(5)), row.GetByte(3), reading, withdrawal);
    }

    /// <summary>A row of <see cref="SeriesSql.Samples"/>.</summary>
    public static SeriesSample Sample(DuckDBDataReader row, KeyTable<string> devices, KeyTable<SeriesShape> shapes)
    {
        var shape = shapes[row.GetInt32(8)];
        var values = default(MeasureValues);
        for (var i = 0; i < shape.Count; i++)
        {
            values.Add(shape.MeasureAt(i), shape.QuantityAt(i, row.GetInt64(9 + i)));
        }

        var withdrawal = row.IsDBNull(13) ? null : new Withdrawal(new Instant(row.GetInt64(13)), row.GetString(14), row.GetString(15));
        return new SeriesSample(
            new Instant(row.GetInt64(0)), new Instant(row.GetInt64(1)), devices[row.GetInt32(2)], (Kind)row.GetByte(3), row.GetInt16(4), row.GetByte(5),
            (QualityFlags)row.GetFieldValue<ushort>(6), (ReadingFlags)row.GetByte(7), values, withdrawal);
    }

    /// <summary>A row of <see cref="SeriesSql.Values"/> as a point of the measure, or false where it is no patient's value.</summary>
    public static bool TryPoint(DuckDBDataReader row, Measure measure, KeyTable<string> devices, KeyTable<SeriesShape> shapes, out SeriesPoint point)
    {
        var shape = shapes[row.GetInt32(3)];
        var sample = shape.IndexOf(Measure.Sample);
        if (sample >= 0 && row.GetInt64(4 + sample) == Statistics.ControlSolution)
        {
            point = default;
            return false;
        }

        var index = shape.IndexOf(measure);
        var quantity = shape.QuantityAt(index, row.GetInt64(4 + index));
        point = new SeriesPoint(
            new Instant(row.GetInt64(0)), Units.ToCanonical(quantity), (Kind)row.GetByte(1), devices[row.GetInt32(2)], quantity.Comparator);
        return true;
    }
}
