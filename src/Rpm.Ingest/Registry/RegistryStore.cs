using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Storage;

namespace Rpm.Ingest.Registry;

/// <summary>
/// Patients, devices and enrolments in a SQLite file of their own, with the cursor in the same transaction, and the activated
/// rule packs, which are kept for good. A follower: the journal is where changes become durable first.
/// </summary>
internal sealed class RegistryStore(string path) : IFollower, IDisposable, IRegistryHistory
{
    private const string Schema1 = """
        CREATE TABLE patients(id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE devices(id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE enrolments(id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE packs(hash TEXT PRIMARY KEY, id TEXT NOT NULL, active INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE changes(position INTEGER PRIMARY KEY, at INTEGER NOT NULL, json TEXT NOT NULL);
        CREATE TABLE progress(one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL, readings INTEGER NOT NULL);
        INSERT INTO progress VALUES (1, 0, 0);
        """;

    private const string Schema2 = "CREATE TABLE erased(patient TEXT PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, position INTEGER NOT NULL, enrolments TEXT NOT NULL) WITHOUT ROWID;";

    private const string Schema3 = "CREATE TABLE gateways(id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;";

    private readonly SqliteConnection _connection = SqliteFile.Open(path, Schema1, Schema2, Schema3);
    private RegistrySnapshot _snapshot = RegistrySnapshot.Empty;
    private FollowerProgress _progress;

    public string Name => "registry";

    public bool Embedded => true;

    public bool CountsReadings => false;

    public long TrimTo => _progress.Cursor;

    /// <summary>The registry as of the cursor; read once, before the follower runs.</summary>
    public RegistrySnapshot Load()
    {
        var snapshot = RegistrySnapshot.Empty;
        foreach (var json in Column("SELECT json FROM patients"))
        {
            snapshot = snapshot.With(JsonSerializer.Deserialize(json, JournalJson.Default.Patient)!);
        }

        foreach (var json in Column("SELECT json FROM devices"))
        {
            snapshot = snapshot.With(JsonSerializer.Deserialize(json, JournalJson.Default.Device)!);
        }

        foreach (var json in Column("SELECT json FROM enrolments"))
        {
            snapshot = snapshot.With(JsonSerializer.Deserialize(json, JournalJson.Default.Enrolment)!);
        }

        foreach (var json in Column("SELECT json FROM packs WHERE active = 1"))
        {
            var pack = JsonSerializer.Deserialize(json, JournalJson.Default.ActivePack)!;
            snapshot = snapshot with { Packs = snapshot.Packs.SetItem(pack.Id, pack) };
        }

        foreach (var json in Column("SELECT json FROM gateways"))
        {
            snapshot = snapshot.With(JsonSerializer.Deserialize(json, JournalJson.Default.GatewayState)!);
        }

        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT patient, at, actor, reason, position, enrolments FROM erased";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            snapshot = snapshot.Without(new Erasure(rows.GetString(0), new Telemetry.Instant(rows.GetInt64(1)), rows.GetString(2), rows.GetString(3), rows.GetInt64(4),
                JsonSerializer.Deserialize(rows.GetString(5), JournalJson.Default.IReadOnlyListEnrolment)!));
        }

        _snapshot = snapshot;
        return snapshot;
    }

    /// <summary>Every pack version that was ever in force is kept under its hash; null where none has it.</summary>
    public ActivePack? FindPack(string hash)
    {
        using var connection = SqliteFile.OpenReader(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT json FROM packs WHERE hash = $hash";
        command.Parameters.AddWithValue("$hash", hash);
        return command.ExecuteScalar() is string json ? JsonSerializer.Deserialize(json, JournalJson.Default.ActivePack) : null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RegistryChanged> ChangesOf(string patient)
    {
        using var connection = SqliteFile.OpenReader(path);
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            SELECT position, at, json FROM changes
            WHERE json_extract(json, '$.type') LIKE 'pack-%'
               OR (json_extract(json, '$.type') LIKE 'patient-put/%' AND json_extract(json, '$.patient.id') = $patient)
               OR (json_extract(json, '$.type') LIKE 'device-put/%' AND json_extract(json, '$.device.id') IN (
                   SELECT json_extract(json, '$.enrolment.device') FROM changes WHERE json_extract(json, '$.enrolment.patient') = $patient))
               OR json_extract(json, '$.enrolment.patient') = $patient
               OR json_extract(json, '$.before.patient') = $patient
               OR (json_type(json, '$.patient') = 'text' AND json_extract(json, '$.patient') = $patient)
            ORDER BY position
            """;
        command.Parameters.AddWithValue("$patient", patient);
        using var reader = command.ExecuteReader();
        var changes = new List<RegistryChanged>();
        while (reader.Read())
        {
            var entry = JsonSerializer.Deserialize(reader.GetString(2), JournalJson.Default.JournalEntry)!;
            entry.Position = reader.GetInt64(0);
            changes.Add(new RegistryChanged(new Telemetry.Instant(reader.GetInt64(1)), entry));
        }

        return changes;
    }

    /// <summary>How far <see cref="Load"/> is.</summary>
    public long Cursor() => Progress().Cursor;

    /// <inheritdoc/>
    public ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken)
    {
        _progress = Progress();
        return ValueTask.FromResult(_progress);
    }

    private FollowerProgress Progress()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT cursor, readings FROM progress";
        using var reader = command.ExecuteReader();
        reader.Read();
        return new FollowerProgress(reader.GetInt64(0), reader.GetInt64(1), 0);
    }

    /// <inheritdoc/>
    public ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        var last = groups[^1].Last;
        var readings = _progress.Written + groups.Sum(g => g.Counted);
        if (groups.All(g => g.Entries.Count == 0) && last - TrimTo < 1_000_000)
        {
            // Nothing to keep: the cursor may stay behind on the disk, a replay of readings costs the registry nothing.
            _progress = _progress with { Written = readings };
            return ValueTask.FromResult(_progress with { Cursor = last });
        }

        using var transaction = _connection.BeginTransaction();
        foreach (var group in groups)
        {
            foreach (var entry in group.Entries)
            {
                Keep(entry, group.At, transaction);
            }
        }

        Run("UPDATE progress SET cursor = $a, readings = $b", transaction, last, readings);
        transaction.Commit();
        if (groups.Any(g => g.Entries.Any(e => e is PatientErased)))
        {
            SqliteFile.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)"); // the log still holds what was overwritten
        }

        _progress = new FollowerProgress(last, readings, 0);
        return ValueTask.FromResult(_progress);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Keep(JournalEntry entry, Telemetry.Instant at, SqliteTransaction transaction)
    {
        var before = _snapshot;
        _snapshot = RegistryChange.Apply(_snapshot, entry, at);
        switch (entry)
        {
            case PatientPut put:
                KeepPatient(put.Patient.Id, transaction);
                break;
            case LimitSet set:
                KeepPatient(set.Patient, transaction);
                break;
            case MonitoringPaused paused:
                KeepPatient(paused.Patient, transaction);
                break;
            case DevicePut put:
                Run("INSERT OR REPLACE INTO devices VALUES ($a, $b)", transaction, put.Device.Id, JsonSerializer.Serialize(put.Device, JournalJson.Default.Device));
                break;
            case PackActivated pack:
                Run("UPDATE packs SET active = 0 WHERE id = $a AND $b = $b", transaction, pack.Pack, 0);
                var active = _snapshot.Packs[pack.Pack];
                Run(
                    "INSERT OR REPLACE INTO packs(hash, id, active, json) VALUES ($a, json_extract($b, '$.id'), 1, $b)", transaction,
                    pack.Hash, JsonSerializer.Serialize(active, JournalJson.Default.ActivePack));
                break;
            case PackDeactivated pack:
                Run("UPDATE packs SET active = 0 WHERE id = $a AND $b = $b", transaction, pack.Pack, 0);
                break;
            case PatientErased erased:
                Erase(erased, at, transaction);
                return;
            case GatewayReported reported:
                if (!ReferenceEquals(before, _snapshot))
                {
                    Run(
                        "INSERT OR REPLACE INTO gateways VALUES ($a, $b)", transaction, reported.Gateway,
                        JsonSerializer.Serialize(_snapshot.GatewayStates[reported.Gateway], JournalJson.Default.GatewayState));
                }

                return; // nobody's change: not in the history
            case EnrolmentPut put:
                Run("INSERT OR REPLACE INTO enrolments VALUES ($a, $b)", transaction, put.Enrolment.Id, JsonSerializer.Serialize(put.Enrolment, JournalJson.Default.Enrolment));
                break;
        }

        if (!ReferenceEquals(before, _snapshot))
        {
            // The history of changes: who, when, why.
            using var command = _connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "INSERT OR IGNORE INTO changes VALUES ($position, $at, $json)";
            command.Parameters.AddWithValue("$position", entry.Position);
            command.Parameters.AddWithValue("$at", at.UnixMilliseconds);
            command.Parameters.AddWithValue("$json", JsonSerializer.Serialize(entry, JournalJson.Default.JournalEntry));
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Record, enrolments and the history of changes go; the erasure stays.</summary>
    private void Erase(PatientErased erased, Telemetry.Instant at, SqliteTransaction transaction)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = """
            DELETE FROM patients WHERE id = $patient;
            DELETE FROM enrolments WHERE json_extract(json, '$.patient') = $patient;
            DELETE FROM changes WHERE $patient IN (json_extract(json, '$.patient.id'), json_extract(json, '$.enrolment.patient'), json_extract(json, '$.before.patient'))
                OR (json_type(json, '$.patient') = 'text' AND json_extract(json, '$.patient') = $patient);
            INSERT OR REPLACE INTO erased VALUES ($patient, $at, $by, $reason, $position, $enrolments);
            """;
        command.Parameters.AddWithValue("$patient", erased.Patient);
        command.Parameters.AddWithValue("$at", at.UnixMilliseconds);
        command.Parameters.AddWithValue("$by", erased.By);
        command.Parameters.AddWithValue("$reason", erased.Reason);
        command.Parameters.AddWithValue("$position", erased.Position);
        command.Parameters.AddWithValue("$enrolments", JsonSerializer.Serialize(erased.Enrolments ?? [], JournalJson.Default.IReadOnlyListEnrolment));
        command.ExecuteNonQuery();
    }

    private void KeepPatient(string id, SqliteTransaction transaction)
    {
        if (_snapshot.Patients.TryGetValue(id, out var patient))
        {
            Run("INSERT OR REPLACE INTO patients VALUES ($a, $b)", transaction, id, JsonSerializer.Serialize(patient, JournalJson.Default.Patient));
        }
    }

    private void Run(string sql, SqliteTransaction transaction, object a, object b)
    {
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Constants only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$a", a);
        command.Parameters.AddWithValue("$b", b);
        command.ExecuteNonQuery();
    }

    private List<string> Column(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants only.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
        {
            found.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return found;
    }
}
