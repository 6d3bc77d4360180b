using System.Globalization;
using Microsoft.Data.Sqlite;

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
                if (command.ExecuteNonQuery() == 0)
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
            Volatile.Write(ref _erasedThrough, sequence);
            Volatile.Write(ref _open, new(sequence, open.RemoveRange(open.Values.Where(a => a.Patient == patient).Select(a => a.Id))));
            changed = Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.TrySetResult();
    }

    private static long LoadErased(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(sequence), 0) FROM erased";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
