using Microsoft.Data.Sqlite;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Storage;

namespace Rpm.Ingest.Followers;

/// <summary>The durable cursors of sinks that cannot keep one themselves. One file for all; each write is one commit.</summary>
internal sealed class CursorFile(string path) : IDisposable
{
    private const string Schema1 =
        "CREATE TABLE cursors(name TEXT PRIMARY KEY, cursor INTEGER NOT NULL, written INTEGER NOT NULL, rejected INTEGER NOT NULL) WITHOUT ROWID;";

    private readonly SqliteConnection _connection = SqliteFile.Open(path, Schema1);
    private readonly Lock _gate = new();

    /// <summary>The progress kept for a sink; null for one that is new here.</summary>
    public FollowerProgress? Find(string name)
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT cursor, written, rejected FROM cursors WHERE name = $name";
            command.Parameters.AddWithValue("$name", name);
            using var reader = command.ExecuteReader();
            return reader.Read() ? new FollowerProgress(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : null;
        }
    }

    /// <summary>Keeps a sink's progress; durable on return.</summary>
    public void Keep(string name, FollowerProgress progress)
    {
        lock (_gate)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "INSERT OR REPLACE INTO cursors(name, cursor, written, rejected) VALUES ($name, $cursor, $written, $rejected)";
            command.Parameters.AddWithValue("$name", name);
            command.Parameters.AddWithValue("$cursor", progress.Cursor);
            command.Parameters.AddWithValue("$written", progress.Written);
            command.Parameters.AddWithValue("$rejected", progress.Rejected);
            command.ExecuteNonQuery();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
