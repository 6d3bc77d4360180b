using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Storage;
using Rpm.Telemetry;

namespace Rpm.Ingest.Monitoring;

/// <summary>
/// Snapshots of the monitors: state of each patient, the patients and packs they were made with, and the cursor, in one
/// transaction. A snapshot only shortens the replay after a start; the journal has it all.
/// </summary>
internal sealed class MonitorFile(string path) : IDisposable
{
    private const string Schema1 = """
        CREATE TABLE states(patient TEXT PRIMARY KEY, state BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE patients(patient TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE packs(id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE progress(one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL, readings INTEGER NOT NULL, silence_from INTEGER NOT NULL);
        INSERT INTO progress VALUES (1, 0, 0, -9223372036854775808);
        """;

    private const string Schema2 = "ALTER TABLE progress ADD COLUMN silence_groups BLOB NOT NULL DEFAULT x''";

    private const string Schema3 = """
        CREATE TABLE devices(device TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE enrolments(enrolment TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection = SqliteFile.Open(path, Schema1, Schema2, Schema3);

    /// <summary>How far the snapshot is.</summary>
    public (FollowerProgress Progress, Instant SilenceFrom) Progress()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT cursor, readings, silence_from FROM progress";
        using var reader = command.ExecuteReader();
        reader.Read();
        return (new FollowerProgress(reader.GetInt64(0), reader.GetInt64(1), 0), new Instant(reader.GetInt64(2)));
    }

    /// <summary>The silence groups as they were at the snapshot; empty where an older build took it.</summary>
    public byte[] SilenceGroups() => (byte[])Column("SELECT silence_groups FROM progress")[0];

    /// <summary>Patients, devices, enrolments and packs as they were at the snapshot.</summary>
    public RegistrySnapshot Registry()
    {
        var registry = RegistrySnapshot.Empty;
        foreach (var json in Column("SELECT json FROM patients"))
        {
            registry = registry.With(JsonSerializer.Deserialize((string)json, JournalJson.Default.Patient)!);
        }

        foreach (var json in Column("SELECT json FROM devices"))
        {
            registry = registry.With(JsonSerializer.Deserialize((string)json, JournalJson.Default.Device)!);
        }

        foreach (var json in Column("SELECT json FROM enrolments"))
        {
            registry = registry.With(JsonSerializer.Deserialize((string)json, JournalJson.Default.Enrolment)!);
        }

        foreach (var json in Column("SELECT json FROM packs"))
        {
            var pack = JsonSerializer.Deserialize((string)json, JournalJson.Default.ActivePack)!;
            registry = registry with { Packs = registry.Packs.SetItem(pack.Id, pack) };
        }

        return registry;
    }

    /// <summary>All states.</summary>
    public IReadOnlyList<(string Patient, byte[] State)> States()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT patient, state FROM states";
        using var reader = command.ExecuteReader();
        var states = new List<(string, byte[])>();
        while (reader.Read())
        {
            states.Add((reader.GetString(0), reader.GetFieldValue<byte[]>(1)));
        }

        return states;
    }

    /// <summary>Writes what changed since the last snapshot; durable on return.</summary>
    public void Write(
        IEnumerable<(Patient Patient, byte[] State)> changed, RegistrySnapshot before, RegistrySnapshot now, FollowerProgress progress, Instant silenceFrom,
        byte[] silenceGroups)
    {
        using var transaction = _connection.BeginTransaction();
        using (var state = Prepare("INSERT OR REPLACE INTO states VALUES ($a, $b)", transaction))
        {
            foreach (var (patient, bytes) in changed)
            {
                Run(state, patient.Id, bytes);
            }
        }

        if (!ReferenceEquals(before, now))
        {
            WriteRegistry(before, now, transaction);
        }

        using var update = Prepare("UPDATE progress SET cursor = $a, readings = $b, silence_from = $c, silence_groups = $d", transaction);
        update.Parameters.AddWithValue("$c", silenceFrom.UnixMilliseconds);
        update.Parameters.AddWithValue("$d", silenceGroups);
        Run(update, progress.Cursor, progress.Written);
        transaction.Commit();
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void WriteRegistry(RegistrySnapshot before, RegistrySnapshot now, SqliteTransaction transaction)
    {
        using var put = Prepare("INSERT OR REPLACE INTO patients VALUES ($a, $b)", transaction);
        foreach (var (id, patient) in now.Patients)
        {
            if (!before.Patients.TryGetValue(id, out var old) || !ReferenceEquals(old, patient))
            {
                Run(put, id, JsonSerializer.Serialize(patient, JournalJson.Default.Patient));
            }
        }

        using (var gone = Prepare("DELETE FROM states WHERE patient = $a OR patient = $b", transaction))
        using (var record = Prepare("DELETE FROM patients WHERE patient = $a OR patient = $b", transaction))
        {
            foreach (var id in before.Patients.Keys.Where(id => !now.Patients.ContainsKey(id)))
            {
                Run(gone, id, id);
                Run(record, id, id);
            }
        }

        WriteChanged("devices", before.Devices, now.Devices, d => JsonSerializer.Serialize(d, JournalJson.Default.Device), transaction);
        WriteChanged("enrolments", before.Enrolments, now.Enrolments, e => JsonSerializer.Serialize(e, JournalJson.Default.Enrolment), transaction);
        if (!ReferenceEquals(before.Packs, now.Packs))
        {
            SqliteFile.Execute(_connection, "DELETE FROM packs", transaction);
            using var pack = Prepare("INSERT INTO packs VALUES ($a, $b)", transaction);
            foreach (var active in now.Packs.Values)
            {
                Run(pack, active.Id, JsonSerializer.Serialize(active, JournalJson.Default.ActivePack));
            }
        }
    }

    private void WriteChanged<T>(
        string table, ImmutableDictionary<string, T> before, ImmutableDictionary<string, T> now, Func<T, string> json, SqliteTransaction transaction)
        where T : class
    {
        if (ReferenceEquals(before, now))
        {
            return;
        }

        using var put = Prepare($"INSERT OR REPLACE INTO {table} VALUES ($a, $b)", transaction);
        foreach (var (id, record) in now)
        {
            if (!before.TryGetValue(id, out var old) || !ReferenceEquals(old, record))
            {
                Run(put, id, json(record));
            }
        }

        using var gone = Prepare($"DELETE FROM {table} WHERE {table[..^1]} = $a OR {table[..^1]} = $b", transaction);
        foreach (var id in before.Keys.Where(id => !now.ContainsKey(id)))
        {
            Run(gone, id, id);
        }
    }

    private SqliteCommand Prepare(string sql, SqliteTransaction transaction)
    {
        var command = _connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Constants only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.Add(new SqliteParameter("$a", null));
        command.Parameters.Add(new SqliteParameter("$b", null));
        return command;
    }

    private static void Run(SqliteCommand command, object a, object b)
    {
        command.Parameters["$a"].Value = a;
        command.Parameters["$b"].Value = b;
        command.ExecuteNonQuery();
    }

    private List<object> Column(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants only.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var found = new List<object>();
        while (reader.Read())
        {
            found.Add(reader.GetValue(0));
        }

        return found;
    }
}
