using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Rpm.Dashboard.Operations;
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

    private const string Schema2 = """
        CREATE TABLE payloads(id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
        ALTER TABLE quarantine ADD COLUMN payload INTEGER;
        CREATE INDEX quarantine_payload ON quarantine(payload) WHERE payload IS NOT NULL;
        """;

    // The number is that of RejectReason.Waiting.
    private const string Schema3 = "CREATE INDEX quarantine_waiting ON quarantine(id) WHERE reason = 23;";

    private const string Select = "SELECT q.id, q.json, p.bytes FROM quarantine q LEFT JOIN payloads p ON p.id = q.payload";

    private readonly SqliteConnection _connection = SqliteFile.Open(path, Schema1, Schema2, Schema3);
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
        var concerned = groups.SelectMany(g => g.Entries).Where(e => e is Quarantined or QuarantineReleased or PatientErased).ToList();
        if (concerned.Count > 0 || last - _cursor >= 1_000_000)
        {
            using var transaction = _connection.BeginTransaction();
            var owner = default(Quarantined); // of the payload that several elements of a frame share: always just before them
            foreach (var entry in concerned)
            {
                owner = entry is Quarantined { PayloadAt: null } own ? own : owner;
                Keep(entry, owner, transaction);
            }

            using var progress = _connection.CreateCommand();
            progress.Transaction = transaction;
            progress.CommandText = "UPDATE progress SET cursor = $cursor";
            progress.Parameters.AddWithValue("$cursor", last);
            progress.ExecuteNonQuery();
            transaction.Commit();
            _cursor = last;
            if (concerned.Any(e => e is PatientErased))
            {
                SqliteFile.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)"); // the log still holds what was overwritten
            }
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
        command.CommandText = Select + """

            WHERE q.id > $after AND ($reason IS NULL OR reason = $reason) AND ($device IS NULL OR device = $device)
              AND ($client IS NULL OR client = $client) AND ($from IS NULL OR received >= $from) AND ($to IS NULL OR received < $to)
            ORDER BY q.id LIMIT $take
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

    /// <summary>How many there are for each reason, most first.</summary>
    public IReadOnlyList<ReasonCount> CountReasons()
    {
        using var connection = SqliteFile.OpenReader(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT reason, count(*) FROM quarantine GROUP BY reason ORDER BY 2 DESC";
        using var rows = command.ExecuteReader();
        var counts = new List<ReasonCount>();
        while (rows.Read())
        {
            counts.Add(new(RejectReasons.Code((RejectReason)rows.GetInt32(0)), rows.GetInt64(1)));
        }

        return counts;
    }

    /// <summary>The parts that wait for the reading that they complete, oldest first.</summary>
    /// <param name="after">Only behind this entry.</param>
    public IReadOnlyList<Quarantined> Waiting(long after, int take)
    {
        using var connection = SqliteFile.OpenReader(path);
        using var command = connection.CreateCommand();
        command.CommandText = Select + " WHERE q.reason = 23 AND q.id > $after ORDER BY q.id LIMIT $take";
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$take", take);
        return Read(command);
    }

    /// <summary>One element; null where it is not (or no longer) in quarantine.</summary>
    public Quarantined? Find(long id)
    {
        using var connection = SqliteFile.OpenReader(path);
        using var command = connection.CreateCommand();
        command.CommandText = Select + " WHERE q.id = $id";
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
            entry = reader.IsDBNull(2) ? entry : entry with { Payload = reader.GetFieldValue<byte[]>(2) };
            entry.Position = reader.GetInt64(0);
            found.Add(entry);
        }

        return found;
    }

    /// <summary>
    /// Somebody else's elements may lie in a frame that also carried the erased patient's: such a payload goes, its reason and hash stay.
    /// </summary>
    private void Blank(string device, long position, SqliteTransaction transaction)
    {
        foreach (var entry in Mentioning(device, position, transaction))
        {
            var hash = entry.PayloadHash ?? Convert.ToHexStringLower(SHA256.HashData(entry.Payload));
            var blank = entry with { Payload = [], PayloadHash = hash, PayloadAt = null };
            using var command = _connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = """
                DELETE FROM payloads WHERE id = (SELECT payload FROM quarantine WHERE id = $id);
                UPDATE quarantine SET json = $json, payload = NULL WHERE id = $id
                """;
            command.Parameters.AddWithValue("$id", entry.Position);
            command.Parameters.AddWithValue("$json", JsonSerializer.SerializeToUtf8Bytes<JournalEntry>(blank, JournalJson.Default.JournalEntry));
            command.ExecuteNonQuery();
        }
    }

    private List<Quarantined> Mentioning(string device, long position, SqliteTransaction transaction)
    {
        var name = Encoding.UTF8.GetBytes(device);
        var found = new List<Quarantined>();
        for (var after = 0L; ;)
        {
            using var command = _connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Select + " WHERE q.id > $after AND q.id < $position ORDER BY q.id LIMIT 500";
            command.Parameters.AddWithValue("$after", after);
            command.Parameters.AddWithValue("$position", position);
            var page = Read(command);
            if (page.Count == 0)
            {
                return found;
            }

            found.AddRange(page.Where(e => e.Device != device && e.Payload.AsSpan().IndexOf(name) >= 0));
            after = page[^1].Position;
        }
    }

    private void Keep(JournalEntry entry, Quarantined? owner, SqliteTransaction transaction)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        if (entry is PatientErased erased)
        {
            foreach (var device in (erased.Enrolments ?? []).Select(e => e.Device).Distinct(StringComparer.Ordinal))
            {
                Blank(device, erased.Position, transaction);
            }

            return;
        }

        if (entry is QuarantineReleased released)
        {
            // The payload goes with the last element that needs it.
            command.CommandText = """
                DELETE FROM payloads WHERE id = (SELECT payload FROM quarantine WHERE id = $id)
                    AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.payload = payloads.id AND q.id <> $id);
                DELETE FROM quarantine WHERE id = $id
                """;
            command.Parameters.AddWithValue("$id", released.Quarantine);
        }
        else if (entry is Quarantined quarantined)
        {
            command.CommandText = """
                INSERT OR IGNORE INTO payloads SELECT $payload, $bytes WHERE $payload IS NOT NULL;
                INSERT OR REPLACE INTO quarantine VALUES ($id, $received, $reason, $device, $client, $json, $payload)
                """;
            command.Parameters.AddWithValue("$payload", quarantined.PayloadAt ?? (object)DBNull.Value);
            command.Parameters.AddWithValue("$bytes", quarantined.PayloadAt is not null && owner?.Position == quarantined.PayloadAt ? owner.Payload : Array.Empty<byte>());
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
