using DuckDB.NET.Data;

namespace Rpm.Ingest.TimeSeries;

/// <summary>
/// Sorts the rows that were set aside into the history, on a connection of its own: sorting two million rows takes seconds on a busy
/// machine, and the writer does not wait for it. Readers see the rows in the one table or the other, never in both or neither.
/// </summary>
internal sealed class SeriesSort(DuckDBConnection connection, TimeProvider time, ILogger logger)
{
    private Task _running = Task.CompletedTask;

    /// <summary>Whether a sort is under way.</summary>
    public bool IsRunning => !_running.IsCompleted;

    /// <summary>Starts; not while one <see cref="IsRunning"/>.</summary>
    public void Start() => _running = Task.Run(Run);

    /// <summary>Returns when none is under way. Whoever deletes rows must wait: a sort would carry them into the history meanwhile.</summary>
    public void Wait() => _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();

    private void Run()
    {
        var start = time.GetTimestamp();
        try
        {
            using var own = new DuckDBConnection(connection.ConnectionString);
            own.Open();
            using var transaction = own.BeginTransaction();
            SeriesSchema.Execute(own, SeriesSchema.SortRun);
            transaction.Commit();
            SeriesLog.Sorted(logger, time.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (DuckDBException e)
        {
            // The rows stay where they are, and readable; the next Apply tries again.
            SeriesLog.SortFailed(logger, e);
        }
    }
}
