using Microsoft.Data.Sqlite;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alerts;

internal sealed partial class AlertStore
{
    /// <summary>Writes within the transaction and gives the view to show once it is committed.</summary>
    private OpenAlerts Write(SqliteConnection writer, SqliteTransaction transaction, IReadOnlyList<AlertChange> changes)
    {
        var now = Open;
        if (changes.Count == 0)
        {
            return now;
        }

        using var commands = new WriteCommands(writer, transaction);
        var sequence = now.Sequence;
        var open = now.Alerts.ToBuilder();
        foreach (var change in changes)
        {
            var alert = change.Alert;
            var body = StoredAlert.Write(alert);
            if (commands.Stored(alert.Id, alert.Version) is var (kind, stored))
            {
                if (kind != change.Kind || !SameAlert(stored, body))
                {
                    Interlocked.Increment(ref _conflicts);
                    Log.Conflict(_logger, alert.Id, alert.Version, change.Kind);
                }

                continue;
            }

            commands.Append(++sequence, change, body);
            var before = commands.VersionOf(alert.Id);
            if (alert.Version != before + 1)
            {
                Interlocked.Increment(ref _gaps);
                Log.Gap(_logger, alert.Id, before, alert.Version);
            }

            // A change that comes behind a later one is kept in the log; the alert does not go back for it.
            if (alert.Version > before)
            {
                commands.Put(alert, body);
                if (OpenAlerts.IsOpen(alert))
                {
                    open[alert.Id] = alert;
                }
                else
                {
                    open.Remove(alert.Id);
                }
            }
        }

        return new(sequence, open.ToImmutable());
    }

    // The stored one may have been written by an older build: compare what both say, not how.
    private static bool SameAlert(byte[] stored, byte[] body) =>
        stored.AsSpan().SequenceEqual(body) || StoredAlert.Write(StoredAlert.Read(stored)).AsSpan().SequenceEqual(body);

    /// <summary>The prepared statements of one transaction.</summary>
    private sealed class WriteCommands : IDisposable
    {
        private readonly SqliteCommand _stored;
        private readonly SqliteCommand _version;
        private readonly SqliteCommand _append;
        private readonly SqliteCommand _put;

        public WriteCommands(SqliteConnection connection, SqliteTransaction transaction)
        {
            _stored = Make(connection, transaction, "SELECT kind, body FROM change WHERE id = $id AND version = $version", "$id", "$version");
            _version = Make(connection, transaction, "SELECT version FROM alert WHERE id = $id", "$id");
            _append = Make(connection, transaction,
                "INSERT INTO change (sequence, id, version, kind, body) VALUES ($sequence, $id, $version, $kind, $body)",
                "$sequence", "$id", "$version", "$kind", "$body");
            _put = Make(connection, transaction,
                """
                INSERT INTO alert (id, version, patient, active, acknowledged, raised, body, closed)
                VALUES ($id, $version, $patient, $active, $acknowledged, $raised, $body, $closed)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version, patient = excluded.patient, active = excluded.active,
                    acknowledged = excluded.acknowledged, raised = excluded.raised, body = excluded.body, closed = excluded.closed
                """,
                "$id", "$version", "$patient", "$active", "$acknowledged", "$raised", "$body", "$closed");
        }

        public (AlertChangeKind Kind, byte[] Body)? Stored(string id, int version)
        {
            Set(_stored, id, version);
            using var rows = _stored.ExecuteReader();
            return rows.Read() ? ((AlertChangeKind)rows.GetByte(0), rows.GetFieldValue<byte[]>(1)) : null;
        }

        /// <summary>The stored version of the alert; 0 = there is none.</summary>
        public int VersionOf(string id)
        {
            Set(_version, id);
            return (int)(long)(_version.ExecuteScalar() ?? 0L);
        }

        public void Append(long sequence, AlertChange change, byte[] body)
        {
            Set(_append, sequence, change.Alert.Id, change.Alert.Version, (int)change.Kind, body);
            _append.ExecuteNonQuery();
        }

        public void Put(Alert alert, byte[] body)
        {
            object closed = OpenAlerts.IsOpen(alert) ? DBNull.Value : (alert.History.Count > 0 ? alert.History[^1].At : alert.Raised).UnixMilliseconds;
            Set(_put, alert.Id, alert.Version, alert.Patient, alert.Active, alert.Acknowledged, alert.Raised.UnixMilliseconds, body, closed);
            _put.ExecuteNonQuery();
        }

        public void Dispose()
        {
            _stored.Dispose();
            _version.Dispose();
            _append.Dispose();
            _put.Dispose();
        }

        private static SqliteCommand Make(SqliteConnection connection, SqliteTransaction transaction, string sql, params ReadOnlySpan<string> parameters)
        {
            var command = connection.CreateCommand();
            command.Transaction = transaction;
#pragma warning disable CA2100 // Only constants of this class come here.
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var name in parameters)
            {
                command.Parameters.AddWithValue(name, null);
            }

            return command;
        }

        private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters[i].Value = values[i];
            }
        }
    }
}
