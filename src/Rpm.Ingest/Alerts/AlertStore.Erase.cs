using System.Globalization;
using Microsoft.Data.Sqlite;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alerts;

internal sealed partial class AlertStore
{
    private long _erasedThrough;

    /// <summary>
    /// Sequence of the newest erasure; 0 = there was none. An erasure takes a sequence of its own and no change: who stood before it and
    /// holds a picture of the open alerts must make it anew.
    /// </summary>
    public long ErasedThrough => Volatile.Read(ref _erasedThrough);

    /// <inheritdoc/>
    public long WholeFrom => Math.Max(ErasedThrough, TrimmedThrough);

    /// <summary>Deletes a patient's alerts and every change of them; durable on return. Again: nothing happens.</summary>
    public void Erase(string patient)
    {
        TaskCompletionSource changed;
        lock (_writing)
        {
            var writer = Writer();
            var sequence = LastSequence + 1;
            using (var transaction = writer.BeginTransaction())
            using (var command = writer.CreateCommand())
            {
                command.Transaction = transaction;
                command.CommandText = "DELETE FROM change WHERE id IN (SELECT id FROM alert WHERE patient = $patient); DELETE FROM alert WHERE patient = $patient";
                command.Parameters.AddWithValue("$patient", patient);
                if (command.ExecuteNonQuery() + EraseMember(writer, transaction, patient) == 0)
                {
                    return;
                }

                command.CommandText = "INSERT INTO erased VALUES ($sequence)";
                command.Parameters.AddWithValue("$sequence", sequence);
                command.ExecuteNonQuery();
                transaction.Commit();
            }

            using var checkpoint = writer.CreateCommand();
            checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)"; // the log still holds what was overwritten
            checkpoint.ExecuteNonQuery();
            var open = Open.Alerts;
            foreach (var alert in open.Values.Where(a => a.Members.Any(m => m.Patient == patient)))
            {
                open = open.SetItem(alert.Id, Without(alert, patient));
            }

            Volatile.Write(ref _erasedThrough, sequence);
            Volatile.Write(ref _open, new(sequence, open.RemoveRange(open.Values.Where(a => a.Patient == patient).Select(a => a.Id))));
            changed = Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.TrySetResult();
    }

    /// <summary>Takes the patient out of the alerts that stand for many, in every version; gives how many rows that were.</summary>
    private static int EraseMember(SqliteConnection writer, SqliteTransaction transaction, string patient)
    {
        var rows = 0;
        foreach (var table in new[] { "change", "alert" })
        {
            var found = new List<(long Row, byte[] Body)>();
            using var select = writer.CreateCommand();
            select.Transaction = transaction;
#pragma warning disable CA2100 // Two constants.
            select.CommandText = $"SELECT rowid, body FROM {table} WHERE id IN (SELECT id FROM alert WHERE patient = $engine) AND instr(body, $member) > 0";
#pragma warning restore CA2100
            select.Parameters.AddWithValue("$engine", EnginePatient.Id);
            select.Parameters.AddWithValue("$member", StoredAlert.MemberText(patient));
            using (var reader = select.ExecuteReader())
            {
                while (reader.Read())
                {
                    found.Add((reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
                }
            }

            foreach (var (row, body) in found)
            {
                using var update = writer.CreateCommand();
                update.Transaction = transaction;
#pragma warning disable CA2100 // Two constants.
                update.CommandText = $"UPDATE {table} SET body = $body WHERE rowid = $row";
#pragma warning restore CA2100
                update.Parameters.AddWithValue("$body", StoredAlert.Write(Without(StoredAlert.Read(body), patient)));
                update.Parameters.AddWithValue("$row", row);
                rows += update.ExecuteNonQuery();
            }
        }

        return rows;
    }

    private static Alert Without(Alert alert, string patient) => alert with { Members = [.. alert.Members.Where(m => m.Patient != patient)] };

    private static long LoadErased(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(sequence), 0) FROM erased";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
