using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>
/// The embedded series store on DuckDB: every committed reading bit for bit, rows and cursor in one transaction. Readers see
/// committed groups only and never wait for the writer. One instance per file and machine: DuckDB locks the file.
/// <para>A withdrawal is kept beside the row, which itself never changes. A <see cref="PatientErased"/> entry deletes the rows of the
/// patient's enrolments.</para>
/// </summary>
internal sealed class DuckSeriesStore(string path, SeriesOptions options, TimeProvider time, ILogger<DuckSeriesStore> logger)
    : IFollower, ISeriesStore, IAsyncDisposable
{
    private static readonly TimeSpan PurgeEvery = TimeSpan.FromHours(1);

    private long? _purged;
    private readonly SemaphoreSlim _reads = new(options.ConcurrentReads);
    private readonly KeyTable<string> _devices = new();
    private readonly KeyTable<SeriesShape> _shapes = new();
    private DuckDBConnection? _connection;
    private SeriesWriter? _writer;
    private SeriesSort? _sort;

    // Rows may lie aside: looked up once at start, and after each sort.
    private bool _aside = true;
    private FollowerProgress _progress;
    private long _cursor;

    /// <inheritdoc/>
    public string Name => "series";

    /// <inheritdoc/>
    public bool Embedded => true;

    /// <inheritdoc/>
    public long TrimTo => Cursor;

    /// <inheritdoc/>
    public long Cursor => Volatile.Read(ref _cursor);

    /// <inheritdoc/>
    public ValueTask<FollowerProgress> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            Open();
            SeriesLog.Opened(logger, _progress.Cursor, _progress.Written, _devices.All.Count());
        }

        return ValueTask.FromResult(_progress);
    }

    /// <inheritdoc/>
    public ValueTask<FollowerProgress> ApplyAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        try
        {
            if (_connection is null)
            {
                Open();
            }

            if (groups.Any(g => g.Entries.Any(e => e is PatientErased)))
            {
                _sort!.Wait();
            }

            _progress = _writer!.Apply(groups, _progress);
            Volatile.Write(ref _cursor, _progress.Cursor);
        }
        catch (DuckDBException e)
        {
            SeriesLog.WriteFailed(logger, e);
            if (e.ErrorType is DuckDBErrorType.Fatal or DuckDBErrorType.Internal)
            {
                Close();
            }

            throw new SinkUnavailableException("The series store could not write.", e);
        }

        Sort();
        return ValueTask.FromResult(_progress);
    }

    /// <summary>Once an hour, when there is nothing else to do: drops rows that are kept no longer.</summary>
    public ValueTask AdvanceAsync(JournalFence fence, CancellationToken cancellationToken)
    {
        if (options.Keep > TimeSpan.Zero && _writer is not null && (_purged is not { } last || time.GetElapsedTime(last) >= PurgeEvery))
        {
            _purged = time.GetTimestamp();
            try
            {
                _sort!.Wait();
                if (_writer.Purge(fence.At - options.Keep) is var gone and > 0)
                {
                    SeriesLog.Purged(logger, gone, options.Keep.TotalDays);
                }
            }
            catch (DuckDBException e)
            {
                SeriesLog.PurgeFailed(logger, e);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredReading>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken) =>
        QueryAsync<StoredReading>(SeriesSql.Read(query, _devices), ToReading, cancellationToken);

    /// <inheritdoc/>
    public async Task<long> CountAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        var counts = await QueryAsync<long>(SeriesSql.Count(query, _devices), ToCount, cancellationToken);
        return counts.Count == 0 ? 0 : counts[0];
    }

    /// <inheritdoc/>
    public async Task<StoredReading?> FindAsync(string device, Kind kind, Instant time, byte ordinal, CancellationToken cancellationToken)
    {
        var sql = _devices.TryGet(device, out var key)
            ? SeriesSql.OfDevice(key, $"kind = {(int)kind} AND time = $1 AND ordinal = {ordinal}")
            : null;
        var found = await QueryAsync<StoredReading>(sql, ToReading, cancellationToken, time.UnixMilliseconds);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredReading>> FindByIdAsync(string device, string id, CancellationToken cancellationToken)
    {
        var sql = _devices.TryGet(device, out var key) ? SeriesSql.OfDevice(key, "id = $1") : null;
        return QueryAsync<StoredReading>(sql, ToReading, cancellationToken, System.Text.Encoding.UTF8.GetBytes(id));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredReading>> ReadPositionsAsync(long after, long upTo, int take, CancellationToken cancellationToken) =>
        QueryAsync<StoredReading>(SeriesSql.Positions(after, upTo, take), ToReading, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SeriesPoint>> PointsAsync(SeriesQuery query, Measure measure, CancellationToken cancellationToken)
    {
        var shapes = _shapes.All.Where(s => s.Value.IndexOf(measure) >= 0).Select(s => s.Key).ToList();
        return QueryAsync<SeriesPoint>(
            SeriesSql.Values(query, _devices, shapes),
            (DuckDBDataReader row, out SeriesPoint point) => SeriesRows.TryPoint(row, measure, _devices, _shapes, out point),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SeriesSample>> SamplesAsync(SeriesQuery query, CancellationToken cancellationToken) =>
        QueryAsync<SeriesSample>(SeriesSql.Samples(query, _devices), ToSample, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeviceSpan>> LastSeenAsync(SeriesQuery query, CancellationToken cancellationToken) =>
        QueryAsync<DeviceSpan>(SeriesSql.LastSeen(query, _devices), ToSpan, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Instant>> QuartersAsync(SeriesQuery query, CancellationToken cancellationToken) =>
        QueryAsync<Instant>(SeriesSql.Quarters(query, _devices), ToQuarter, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SeriesBucket>> BucketsAsync(
        SeriesQuery query, Measure measure, TimeSpan every, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var points = await PointsAsync(query with { Descending = false }, measure, cancellationToken);
        return SeriesBuckets.Of(points, every, zone);
    }

    /// <summary>Closes the file; what was applied is in it.</summary>
    public ValueTask DisposeAsync()
    {
        Close();
        _reads.Dispose();
        return ValueTask.CompletedTask;
    }

    private delegate bool Take<T>(DuckDBDataReader row, out T value);

    private bool ToReading(DuckDBDataReader row, out StoredReading value)
    {
        value = SeriesRows.Reading(row, _devices, _shapes);
        return true;
    }

    private bool ToSample(DuckDBDataReader row, out SeriesSample value)
    {
        value = SeriesRows.Sample(row, _devices, _shapes);
        return true;
    }

    private bool ToSpan(DuckDBDataReader row, out DeviceSpan value)
    {
        value = new DeviceSpan(_devices[row.GetInt32(0)], new Instant(row.GetInt64(1)), new Instant(row.GetInt64(2)));
        return true;
    }

    private static bool ToQuarter(DuckDBDataReader row, out Instant value)
    {
        value = new Instant(row.GetInt64(0) * 900_000);
        return true;
    }

    private static bool ToCount(DuckDBDataReader row, out long value)
    {
        value = row.GetInt64(0);
        return true;
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string? sql, Take<T> take, CancellationToken cancellationToken, object? parameter = null)
    {
        if (sql is null)
        {
            return [];
        }

        await _reads.WaitAsync(cancellationToken);
        try
        {
            // DuckDB has no asynchronous calls: the query takes a pool thread while it runs.
            return await Task.Run(() => Query(sql, take, parameter, cancellationToken), cancellationToken);
        }
        finally
        {
            _reads.Release();
        }
    }

    private List<T> Query<T>(string sql, Take<T> take, object? parameter, CancellationToken cancellationToken)
    {
        var connection = _connection ?? throw new SeriesStoreException($"The series file {path} is not open.");

        // The same file in the same process is the same DuckDB instance: this is a second connection to it.
        using var own = new DuckDBConnection(connection.ConnectionString);
        own.Open();
        using var command = own.CreateCommand();
        command.CommandText = sql;
        if (parameter is not null)
        {
            command.Parameters.Add(new DuckDBParameter(parameter));
        }

        using var stop = cancellationToken.Register(command.Cancel);
        try
        {
            using var rows = command.ExecuteReader();
            var result = new List<T>();
            while (rows.Read())
            {
                if (take(rows, out var value))
                {
                    result.Add(value);
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
            return result;
        }
        catch (DuckDBException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private void Open()
    {
        var connection = SeriesFile.Open(path, options);
        try
        {
            SeriesFile.LoadKeys(connection, _devices, _shapes);
            _progress = SeriesFile.LoadProgress(connection);
            _writer = new SeriesWriter(connection, _devices, _shapes, options.RunRows);
            _sort = new SeriesSort(connection, time, logger);
            _aside = true;
            Volatile.Write(ref _cursor, _progress.Cursor);
            _connection = connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Close()
    {
        _sort?.Wait();
        _connection?.Dispose();
        _connection = null;
        _writer = null;
    }

    private void Sort()
    {
        if (_sort!.IsRunning || (!_writer!.IsDue && !_aside))
        {
            return;
        }

        try
        {
            // What was set aside and could not be sorted goes first.
            if (!HasPending())
            {
                if (!_writer.IsDue)
                {
                    _aside = false;
                    return;
                }

                _writer.SetAside();
            }

            _aside = true;
            _sort.Start();
        }
        catch (DuckDBException e)
        {
            // The groups themselves are durable; the next Apply tries again.
            SeriesLog.SortFailed(logger, e);
        }
    }

    private bool HasPending() => (long)SeriesSchema.Scalar(_connection!, "SELECT count(*) FROM pending")! > 0;
}
