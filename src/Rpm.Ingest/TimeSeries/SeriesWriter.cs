using DuckDB.NET.Data;
using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>Puts groups into the tables, rows and cursor in one transaction. Used by one task at a time.</summary>
internal sealed class SeriesWriter(DuckDBConnection connection, KeyTable<string> devices, KeyTable<SeriesShape> shapes, int runRows)
{
    private readonly byte[] _id = new byte[ReadingId.MaxLength];
    private long _recent = (long)SeriesSchema.Scalar(connection, "SELECT count(*) FROM recent")!;

    /// <summary>Durable once it returns; on an exception nothing of it is.</summary>
    public FollowerProgress Apply(IReadOnlyList<JournalGroup> groups, FollowerProgress from)
    {
        var rows = 0L;
        var cursor = from.Cursor;
        using var transaction = connection.BeginTransaction();
        using (var appender = connection.CreateAppender("recent"))
        {
            foreach (var group in groups)
            {
                if (group.Last <= cursor)
                {
                    continue;
                }

                foreach (ref readonly var reading in group.Readings.Span)
                {
                    Append(appender.CreateRow(), reading);
                }

                rows += group.Counted;
                cursor = group.Last;
            }
        }

        if (cursor == from.Cursor)
        {
            return from;
        }

        foreach (var group in groups)
        {
            if (group.Last > from.Cursor)
            {
                Withdraw(group);
                Erase(group);
            }
        }

        var progress = new FollowerProgress(cursor, from.Written + rows, from.Rejected);
        SaveKeys();
        SeriesSchema.Execute(connection, $"UPDATE progress SET cursor = {progress.Cursor}, written = {progress.Written}, rejected = {progress.Rejected}");
        transaction.Commit();
        devices.Saved();
        shapes.Saved();
        _recent += rows;
        return progress;
    }

    /// <summary>Drops the rows measured before a time, and their withdrawals; says how many rows.</summary>
    public long Purge(Instant before)
    {
        var where = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"WHERE time < {before.UnixMilliseconds}");
        using var transaction = connection.BeginTransaction();
        var rows = (long)SeriesSchema.Scalar(connection, $"SELECT (SELECT count(*) FROM history {where}) + (SELECT count(*) FROM pending {where}) + (SELECT count(*) FROM recent {where})")!;
        if (rows > 0)
        {
            SeriesSchema.Execute(connection, $"DELETE FROM withdrawals {where}; DELETE FROM history {where}; DELETE FROM pending {where}; DELETE FROM recent {where}");
            transaction.Commit();
            _recent = (long)SeriesSchema.Scalar(connection, "SELECT count(*) FROM recent")!;
        }

        return rows;
    }

    /// <summary>Whether so many rows lie in arrival order that they should be sorted.</summary>
    public bool IsDue => _recent >= runRows;

    /// <summary>Sets the recent rows aside, to be sorted beside what comes; only when none are set aside already.</summary>
    public void SetAside()
    {
        using var transaction = connection.BeginTransaction();
        SeriesSchema.Execute(connection, SeriesSchema.SetAside);
        transaction.Commit();
        _recent = 0;
    }

    private void Append(IDuckDBAppenderRow row, in CommittedReading committed)
    {
        ref readonly var reading = ref committed.Reading;
        ref readonly var values = ref reading.Values;
        row.AppendValue(devices.GetOrAdd(reading.Device))
            .AppendValue((byte)reading.Kind)
            .AppendValue(reading.Time.UnixMilliseconds)
            .AppendValue(committed.Ordinal)
            .AppendValue(committed.Position)
            .AppendValue(committed.Received.UnixMilliseconds)
            .AppendValue(reading.OffsetMinutes)
            .AppendValue(reading.User)
            .AppendValue((ushort)reading.Quality)
            .AppendValue((byte)reading.Flags)
            .AppendValue(shapes.GetOrAdd(SeriesShape.Of(values)));
        for (var i = 0; i < MeasureValues.Capacity; i++)
        {
            row.AppendValue(i < values.Count ? values[i].Quantity.Mantissa : 0L);
        }

        row.AppendValue(reading.Sequence).AppendValue(reading.DeviceTime);
        if (reading.Id.IsEmpty)
        {
            row.AppendNullValue();
        }
        else
        {
            reading.Id.Utf8.CopyTo(_id);
            row.AppendValue(_id.AsSpan(0, reading.Id.Length));
        }

        row.AppendValue(reading.Status?.Error).AppendValue(reading.Status?.Firmware);
        row.EndRow();
    }

    private void Withdraw(JournalGroup group)
    {
        foreach (var entry in group.Entries)
        {
            if (entry is not ReadingWithdrawn withdrawn)
            {
                continue;
            }

            using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO withdrawals VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
            command.Parameters.Add(new DuckDBParameter(devices.GetOrAdd(withdrawn.Device)));
            command.Parameters.Add(new DuckDBParameter((byte)withdrawn.Kind));
            command.Parameters.Add(new DuckDBParameter(withdrawn.Time.UnixMilliseconds));
            command.Parameters.Add(new DuckDBParameter(withdrawn.Ordinal));
            command.Parameters.Add(new DuckDBParameter(group.At.UnixMilliseconds));
            command.Parameters.Add(new DuckDBParameter(withdrawn.Reason));
            command.Parameters.Add(new DuckDBParameter(withdrawn.By));
            command.ExecuteNonQuery();
        }
    }

    /// <summary>
    /// The rows of the erased patient's enrolments that lie before the erasure. DuckDB drops what it holds of them from the file with the
    /// checkpoints that rewrite their blocks.
    /// </summary>
    private void Erase(JournalGroup group)
    {
        foreach (var erased in group.Entries.OfType<PatientErased>())
        {
            foreach (var enrolment in erased.Enrolments ?? [])
            {
                if (devices.TryGet(enrolment.Device, out var device))
                {
                    var where = SeriesSql.Of(device, enrolment);
                    SeriesSchema.Execute(connection, $"""
                        DELETE FROM withdrawals USING (
                            SELECT device, kind, time, ordinal FROM history WHERE {where} AND position < {erased.Position}
                            UNION ALL SELECT device, kind, time, ordinal FROM pending WHERE {where} AND position < {erased.Position}
                            UNION ALL SELECT device, kind, time, ordinal FROM recent WHERE {where} AND position < {erased.Position}) gone
                        WHERE withdrawals.device = gone.device AND withdrawals.kind = gone.kind AND withdrawals.time = gone.time AND withdrawals.ordinal = gone.ordinal;
                        DELETE FROM history WHERE {where} AND position < {erased.Position};
                        DELETE FROM pending WHERE {where} AND position < {erased.Position};
                        DELETE FROM recent WHERE {where} AND position < {erased.Position};
                        """);
                }
            }
        }
    }

    private void SaveKeys()
    {
        if (devices.Unsaved.Count > 0)
        {
            using var appender = connection.CreateAppender("devices");
            foreach (var (key, name) in devices.Unsaved)
            {
                appender.CreateRow().AppendValue(key).AppendValue(name).EndRow();
            }
        }

        if (shapes.Unsaved.Count > 0)
        {
            using var appender = connection.CreateAppender("shapes");
            foreach (var (key, shape) in shapes.Unsaved)
            {
                appender.CreateRow().AppendValue(key).AppendValue(shape.Part0).AppendValue(shape.Part1)
                    .AppendValue(shape.Part2).AppendValue(shape.Part3).EndRow();
            }
        }
    }
}
