using System.Globalization;
using Microsoft.Data.Sqlite;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Alerts;

/// <summary>
/// Alerts as they stand and every change to them, in <c>alerts.db</c>. Two writers, each of alerts of its own (the
/// monitor's follower, the watch over the engine), one after the other; any number of readers beside them. Open alerts are held in memory as well, and nothing else is: memory follows what is open, not history.
/// A change is durable (WAL, full sync) together with the journal cursor before any reader sees it.
/// </summary>
internal sealed partial class AlertStore : IAlertReader, IDisposable
{
    public const string FileName = "alerts.db";

    private const string JournalCursor = "journal";
    private const string TimersRanPlace = "timers";

    private readonly ILogger<AlertStore> _logger;
    private readonly string _path;
    private readonly string _readers;
    private readonly Lock _writing = new();
    private SqliteConnection? _writer;
    private OpenAlerts _open = OpenAlerts.None;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _conflicts;
    private long _gaps;

    public AlertStore(string dataDirectory, ILogger<AlertStore> logger)
    {
        _logger = logger;
        _path = Path.Combine(dataDirectory, FileName);
        _readers = new SqliteConnectionStringBuilder { DataSource = _path, Mode = SqliteOpenMode.ReadOnly }.ToString();
    }

    /// <summary>The open alerts and the sequence they stand at, one consistent view.</summary>
    public OpenAlerts Open => Volatile.Read(ref _open);

    /// <inheritdoc/>
    public long LastSequence => Open.Sequence;

    /// <summary>Changes that a replay made differently than the first time, since start. Anything but zero is a defect: show it.</summary>
    public long Conflicts => Interlocked.Read(ref _conflicts);

    /// <summary>Changes whose version did not follow the stored one, since start. Anything but zero is a defect.</summary>
    public long Gaps => Interlocked.Read(ref _gaps);

    /// <summary>Opens the file, makes or migrates it, and gives the journal cursor; 0 = nothing applied yet. Again: just the cursor.</summary>
    /// <exception cref="InvalidDataException">The file belongs to a newer build.</exception>
    public ValueTask<long> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_writing)
        {
            if (_writer is null)
            {
                _writer = Connect();
                LoadOpen(_writer);
                Log.Opened(_logger, Open.Alerts.Count, LastSequence, ReadCursor(_writer, JournalCursor));
            }

            return ValueTask.FromResult(ReadCursor(_writer, JournalCursor));
        }
    }

    /// <summary>
    /// Stores the changes, in order, and the cursor in one transaction. A change whose (id, version) is there already is
    /// ignored, so the same changes may come any number of times; where it differs from the stored one, the stored one
    /// stays and <see cref="Conflicts"/> counts it. A cursor behind the stored one leaves it.
    /// </summary>
    /// <exception cref="SqliteException">The file could not be written: nothing was applied, the same call may be repeated.</exception>
    public Task ApplyAsync(IReadOnlyList<AlertChange> changes, long cursor, CancellationToken cancellationToken) =>
        ApplyAsync(changes, cursor, timersRan: null, cancellationToken);

    /// <inheritdoc cref="ApplyAsync(IReadOnlyList{AlertChange}, long, CancellationToken)"/>
    /// <param name="timersRan">The time up to which timers ran to make these changes, where no journal entry says so.</param>
    public Task ApplyAsync(IReadOnlyList<AlertChange> changes, long cursor, Instant? timersRan, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource? changed = null;
        lock (_writing)
        {
            var writer = Writer();
            using var transaction = writer.BeginTransaction();
            var next = Write(writer, transaction, changes);
            SaveCursor(writer, transaction, JournalCursor, cursor);
            if (timersRan is { } ran)
            {
                SaveCursor(writer, transaction, TimersRanPlace, ran.UnixMilliseconds);
            }

            transaction.Commit();
            if (next.Sequence != LastSequence)
            {
                Volatile.Write(ref _open, next);
                changed = Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }

        changed?.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>The time up to which timers ran that changed an alert; null where none did.</summary>
    public Instant? TimersRan
    {
        get
        {
            lock (_writing)
            {
                return ReadCursor(Writer(), TimersRanPlace) is var at and > 0 ? new Instant(at) : null;
            }
        }
    }

    /// <summary>The durable place of a follower of the change log; 0 = at its beginning.</summary>
    public long ReadPlace(string follower)
    {
        lock (_writing)
        {
            return ReadCursor(Writer(), PlaceName(follower));
        }
    }

    /// <summary>Keeps the place of a follower of the change log; returns when it is durable.</summary>
    public void SavePlace(string follower, long sequence)
    {
        lock (_writing)
        {
            using var transaction = Writer().BeginTransaction();
            SaveCursor(Writer(), transaction, PlaceName(follower), sequence);
            transaction.Commit();
        }
    }

    /// <inheritdoc/>
    public async Task WaitForChangeAsync(long sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Taken before the look at the sequence: a change in between completes exactly this one.
            var changed = Volatile.Read(ref _changed).Task;
            if (LastSequence > sequence)
            {
                return;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        lock (_writing)
        {
            _writer?.Dispose();
            _writer = null;
            using var readers = new SqliteConnection(_readers);
            SqliteConnection.ClearPool(readers);
        }
    }

    private static string PlaceName(string follower) => "log/" + follower;

    private SqliteConnection Writer() => _writer ?? throw new InvalidOperationException("The alert store is not open.");

    private SqliteConnection Connect()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var pragma = connection.CreateCommand();
            pragma.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST;";
            pragma.ExecuteNonQuery();
            AlertSchema.Migrate(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void LoadOpen(SqliteConnection connection)
    {
        var alerts = OpenAlerts.None.Alerts.ToBuilder();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM alert WHERE active = 1 OR acknowledged = 0";
        using (var rows = command.ExecuteReader())
        {
            while (rows.Read())
            {
                var alert = StoredAlert.Read(rows.GetFieldValue<byte[]>(0));
                alerts[alert.Id] = alert;
            }
        }

        command.CommandText = "SELECT coalesce(max(sequence), 0) FROM change";
        _erasedThrough = LoadErased(connection);
        _trimmedThrough = ReadCursor(connection, TrimmedPlace);
        var newest = Math.Max(_erasedThrough, Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture));
        Volatile.Write(ref _open, new(newest, alerts.ToImmutable()));
    }

    private static long ReadCursor(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT position FROM cursor WHERE name = $name";
        command.Parameters.AddWithValue("$name", name);
        return Convert.ToInt64(command.ExecuteScalar() ?? 0L, CultureInfo.InvariantCulture);
    }

    private static void SaveCursor(SqliteConnection connection, SqliteTransaction transaction, string name, long position)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            "INSERT INTO cursor (name, position) VALUES ($name, $position) ON CONFLICT (name) DO UPDATE SET position = max(position, excluded.position)";
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$position", position);
        command.ExecuteNonQuery();
    }
}
