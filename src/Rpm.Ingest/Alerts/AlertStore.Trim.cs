using Microsoft.Data.Sqlite;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alerts;

internal sealed partial class AlertStore
{
    private const string TrimmedPlace = "trimmed";

    private long _trimmedThrough;

    /// <summary>Sequence of the newest change that was trimmed; 0 = none was.</summary>
    public long TrimmedThrough => Volatile.Read(ref _trimmedThrough);

    /// <summary>
    /// Drops changes of alerts that were closed before a time: at most <paramref name="most"/>, none behind <paramref name="upTo"/> (where
    /// the slowest follower stands), and never the newest. The alerts themselves stay. Says how many changes went; durable on return.
    /// </summary>
    public int Trim(Instant closedBefore, long upTo, int most)
    {
        lock (_writing)
        {
            var writer = Writer();
            using var transaction = writer.BeginTransaction();
            using var command = writer.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = """
                DELETE FROM change WHERE sequence IN (
                    SELECT c.sequence FROM alert a JOIN change c ON c.id = a.id
                    WHERE a.closed < $before AND c.sequence <= $upTo AND c.sequence < $newest LIMIT $most)
                RETURNING sequence
                """;
            command.Parameters.AddWithValue("$before", closedBefore.UnixMilliseconds);
            command.Parameters.AddWithValue("$upTo", upTo);
            command.Parameters.AddWithValue("$newest", LastSequence);
            command.Parameters.AddWithValue("$most", most);
            var (count, through) = (0, 0L);
            using (var rows = command.ExecuteReader())
            {
                while (rows.Read())
                {
                    count++;
                    through = Math.Max(through, rows.GetInt64(0));
                }
            }

            if (count > 0)
            {
                SaveCursor(writer, transaction, TrimmedPlace, through);
                transaction.Commit();
                Volatile.Write(ref _trimmedThrough, Math.Max(_trimmedThrough, through));
            }

            return count;
        }
    }
}
