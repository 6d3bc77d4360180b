using System.Globalization;
using Microsoft.Data.Sqlite;
using Rpm.Ingest.Storage;
using Rpm.Telemetry;

namespace Rpm.Ingest.Journal;

/// <summary>
/// The journal's SQLite file: one row per commit. Written and trimmed by the committer alone; readers have connections of
/// their own. The newest row always stays, since it holds the balance and the next position.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private const string Schema1 = """
        CREATE TABLE groups(
            id INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, at INTEGER NOT NULL, readings INTEGER NOT NULL,
            received INTEGER NOT NULL, committed INTEGER NOT NULL, duplicate INTEGER NOT NULL, quarantined INTEGER NOT NULL,
            discarded INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX groups_last ON groups(last);
        """;

    private const string Columns = "id, first, last, at, readings, received, committed, duplicate, quarantined, discarded, body";

    private readonly string _path;
    private readonly SqliteConnection _writer;
    private readonly SqliteCommand _insert;

    /// <summary>Opens or creates the file.</summary>
    /// <exception cref="StoreVersionException">A newer engine wrote it.</exception>
    public JournalFile(string path)
    {
        _path = path;
        _writer = SqliteFile.Open(path, Schema1);
        _insert = _writer.CreateCommand();
        _insert.CommandText = $"INSERT INTO groups({Columns}) VALUES ($0,$1,$2,$3,$4,$5,$6,$7,$8,$9,$10)";
        for (var i = 0; i < 11; i++)
        {
            _insert.Parameters.Add("$" + i.ToString(CultureInfo.InvariantCulture), i == 10 ? SqliteType.Blob : SqliteType.Integer);
        }

        _insert.Prepare();
        Newest = Read("SELECT " + Columns + " FROM groups ORDER BY id DESC LIMIT 1", 0, 1).FirstOrDefault();
    }

    /// <summary>The newest row when the file was opened; null in a new file.</summary>
    public JournalRow? Newest { get; }

    /// <summary>Appends one commit; on return it is on the disk.</summary>
    /// <exception cref="SqliteException">It is not.</exception>
    public void Append(long id, long first, long last, Instant at, int readings, Balance balance, ReadOnlySpan<byte> body)
    {
        _insert.Parameters[0].Value = id;
        _insert.Parameters[1].Value = first;
        _insert.Parameters[2].Value = last;
        _insert.Parameters[3].Value = at.UnixMilliseconds;
        _insert.Parameters[4].Value = readings;
        _insert.Parameters[5].Value = balance.Received;
        _insert.Parameters[6].Value = balance.Committed;
        _insert.Parameters[7].Value = balance.Duplicate;
        _insert.Parameters[8].Value = balance.Quarantined;
        _insert.Parameters[9].Value = balance.Discarded;
        _insert.Parameters[10].Value = body.ToArray();
        _insert.ExecuteNonQuery();
    }

    /// <summary>Drops at most <paramref name="most"/> rows whose entries all lie at or below <paramref name="position"/>; says how many.</summary>
    public int Trim(long position, int most)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = """
            DELETE FROM groups WHERE id IN (
                SELECT id FROM groups WHERE last <= $position AND id < (SELECT max(id) FROM groups) ORDER BY id LIMIT $most)
            """;
        command.Parameters.AddWithValue("$position", position);
        command.Parameters.AddWithValue("$most", most);
        return command.ExecuteNonQuery();
    }

    /// <summary>
    /// The rows behind a group id, oldest first: at most <paramref name="most"/>, and none behind the one that reaches
    /// <paramref name="mostReadings"/>.
    /// </summary>
    public IReadOnlyList<JournalRow> ReadAfter(long id, int most, int mostReadings = int.MaxValue) =>
        Read($"SELECT {Columns} FROM groups WHERE id > $id ORDER BY id LIMIT $most", id, most, mostReadings);

    /// <summary>Group id of the last row whose entries all lie at or below a position; the one before the first row where there is none.</summary>
    public long GroupAt(long position) => Scalar(
        "SELECT coalesce((SELECT max(id) FROM groups WHERE last <= $0), (SELECT min(id) - 1 FROM groups), 0)", position);

    /// <summary>Position of the first entry still in the file; <see cref="long.MaxValue"/> in an empty file.</summary>
    public long FirstPosition() => Scalar("SELECT coalesce(min(first), 9223372036854775807) FROM groups WHERE $0 = $0", 0);

    /// <summary>Position of the first entry still in the file, and the readings that were committed before it; both 0 in an empty file.</summary>
    public (long First, long CommittedBefore) Start()
    {
        using var connection = SqliteFile.OpenReader(_path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT first, committed - readings FROM groups ORDER BY id LIMIT 1";
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : default;
    }

    /// <summary>Bytes in use by rows (free pages inside the file do not count).</summary>
    public long SizeBytes() => Scalar(
        "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size() WHERE $0 = $0", 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _insert.Dispose();
        _writer.Dispose();
    }

    private long Scalar(string sql, long argument)
    {
        using var connection = SqliteFile.OpenReader(_path);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$0", argument);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private List<JournalRow> Read(string sql, long id, int most, int mostReadings = int.MaxValue)
    {
        using var connection = SqliteFile.OpenReader(_path);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue("$most", most);
        using var reader = command.ExecuteReader();
        var rows = new List<JournalRow>();
        long readings = 0;
        while (readings < mostReadings && reader.Read())
        {
            rows.Add(new JournalRow(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), new Instant(reader.GetInt64(3)), reader.GetInt32(4),
                new Balance(reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9)),
                reader.GetFieldValue<byte[]>(10)));
            readings += rows[^1].Readings;
        }

        return rows;
    }
}
