using System.Text.Json;
using Microsoft.Data.Sqlite;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Storage;
using Rpm.Telemetry;

namespace Rpm.Ingest.Quarantine;

/// <summary>
/// Everything that could not be used, with payload and reason, until it is replayed or expires. A follower with a SQLite file
/// of its own, rows and cursor in one transaction.
/// </summary>
internal sealed class QuarantineStore(string path) : IFollower, IDisposable
{
    private const string Schema1 = """
        CREATE TABLE quarantine(
            id INTEGER PRIMARY KEY, received INTEGER NOT NULL, reason INTEGER NOT NULL, device TEXT, client TEXT NOT NULL, json BLOB NOT NULL);
        CREATE INDEX quarantine_device ON quarantine(device);
        CREATE INDEX quarantine_received ON quarantine(received);
        CREATE TABLE progress(one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL);
        INSERT INTO progress VALUES (1, 0);
        """;

    private readonly SqliteConnection _connection = SqliteFile.Open(path, Schema1);
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _cursor;
    private long _applied;

    public string Name => "quarantine";

    public bool Embedded => true;

    public bool CountsReadings => false;

    public long TrimTo => _cursor;

    /// <inheritdoc/>
    public ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT cursor FROM progress";
        _cursor = (long)command.ExecuteScalar()!;
        Volatile.Write(ref _applied, _cursor);
        return ValueTask.FromResult(new FollowerProgress(_cursor, 0, 0));
    }

    /// <inheritdoc/>
    public ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        var last = groups[^1].Last;
        var concerned = groups.SelectMany(g => g.Entries).Where(e => e is Quarantined or QuarantineReleased).ToList();
        if (concerned.Count > 0 || last - _cursor >= 1_000_000)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var entry in concerned)
            {
                Keep(entry, transaction);
            }

            using var progress = _connection.CreateCommand();
            progress.Transaction = transaction;
            progress.CommandText = "UPDATE progress SET cursor = $cursor";
            progress.Parameters.AddWithValue("$cursor", last);
            progress.ExecuteNonQuery();
            transaction.Commit();
            _cursor = last;
        }

        TaskCompletionSource changed;
        lock (_gate)
        {
            Volatile.Write(ref _applied, last);
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
        return ValueTask.FromResult(new FollowerProgress(last, 0, 0));
    }

    /// <summary>Completes when the entries up to a position are in the file.</summary>
    public async Task WaitForAsync(long position, CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _applied) < position)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            if (Volatile.Read(ref _applied) < position)
            {
                await changed.WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>The elements that match, oldest first.</summary>
    public IReadOnlyList<Quarantined> List(QuarantineQuery query)
    {
        using var connection = SqliteFile.OpenReader(path);
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT id, json FROM quarantine
            WHERE id > $after AND ($reason IS NULL OR reason = $reason) AND ($device IS NULL OR device = $device)
              AND ($client IS NULL OR client = $client) AND ($from IS NULL OR received >= $from) AND ($to IS NULL OR received < $to)
            ORDER BY id LIMIT $take
            """;
        command.Parameters.AddWithValue("$after", query.After);
        command.Parameters.AddWithValue("$reason", query.Reason is { } reason ? (int)reason : DBNull.Value);
        command.Parameters.AddWithValue("$device", query.Device ?? (object)DBNull.Value);
        command.Parameters.AddWithValue("$client", query.Client ?? (object)DBNull.Value);
        command.Parameters.AddWithValue("$from", query.From?.UnixMilliseconds ?? (object)DBNull.Value);
        command.Parameters.AddWithValue("$to", query.To?.UnixMilliseconds ?? (object)DBNull.Value);
        command.Parameters.AddWithValue("$take", query.Take);
        return Read(command);
    }

    /// <summary>One element; null where it is not (or no longer) in quarantine.</summary>
    public Quarantined? Find(long id)
    {
        using var connection = SqliteFile.OpenReader(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, json FROM quarantine WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        return Read(command).FirstOrDefault();
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static List<Quarantined> Read(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var found = new List<Quarantined>();
        while (reader.Read())
        {
            var entry = (Quarantined)JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(1), JournalJson.Default.JournalEntry)!;
            entry.Position = reader.GetInt64(0);
            found.Add(entry);
        }

        return found;
    }

    private void Keep(JournalEntry entry, SqliteTransaction transaction)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        if (entry is QuarantineReleased released)
        {
            command.CommandText = "DELETE FROM quarantine WHERE id = $id";
            command.Parameters.AddWithValue("$id", released.Quarantine);
        }
        else if (entry is Quarantined quarantined)
        {
            command.CommandText = "INSERT OR REPLACE INTO quarantine VALUES ($id, $received, $reason, $device, $client, $json)";
            command.Parameters.AddWithValue("$id", entry.Position);
            command.Parameters.AddWithValue("$received", quarantined.Received.UnixMilliseconds);
            command.Parameters.AddWithValue("$reason", (int)quarantined.Reason);
            command.Parameters.AddWithValue("$device", quarantined.Device ?? (object)DBNull.Value);
            command.Parameters.AddWithValue("$client", quarantined.Client);
            command.Parameters.AddWithValue("$json", JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.JournalEntry));
        }

        command.ExecuteNonQuery();
    }
}
