using System.Globalization;
using DuckDB.NET.Data;

namespace Rpm.Ingest.TimeSeries;

/// <summary>
/// The tables of the series file and their version.
/// <para><c>recent</c> takes rows as they arrive, <c>pending</c> are those being sorted, <c>history</c> gets them in runs sorted by device and time: a device's
/// rows of one run lie together, DuckDB skips the rest by its per-block minimum and maximum, and equal neighbours take
/// almost no room. Times are Unix milliseconds.</para>
/// </summary>
internal static class SeriesSchema
{
    /// <summary>The version this program writes.</summary>
    public const int Version = 2;

    /// <summary>What makes a row, in the order of the appender.</summary>
    public const string Columns =
        "device, kind, time, ordinal, position, received, zone, usr, quality, flags, shape, m0, m1, m2, m3, seq, device_time, id, error, firmware";

    private const string Row =
        """
        (device INTEGER NOT NULL, kind UTINYINT NOT NULL, time BIGINT NOT NULL, ordinal UTINYINT NOT NULL,
         position BIGINT NOT NULL, received BIGINT NOT NULL, zone SMALLINT NOT NULL, usr SMALLINT NOT NULL,
         quality USMALLINT NOT NULL, flags UTINYINT NOT NULL, shape INTEGER NOT NULL,
         m0 BIGINT NOT NULL, m1 BIGINT NOT NULL, m2 BIGINT NOT NULL, m3 BIGINT NOT NULL,
         seq BIGINT, device_time BIGINT, id BLOB, error VARCHAR, firmware VARCHAR)
        """;

    /// <summary>The steps from version n to n + 1, in order; index 0 makes a new file.</summary>
    private static readonly string[] Steps =
    [
        $"""
        CREATE TABLE recent {Row};
        CREATE TABLE history {Row};
        CREATE TABLE devices (key INTEGER NOT NULL, name VARCHAR NOT NULL);
        CREATE TABLE shapes (key INTEGER NOT NULL, p0 UINTEGER NOT NULL, p1 UINTEGER NOT NULL, p2 UINTEGER NOT NULL, p3 UINTEGER NOT NULL);
        CREATE TABLE withdrawals (device INTEGER NOT NULL, kind UTINYINT NOT NULL, time BIGINT NOT NULL, ordinal UTINYINT NOT NULL,
         since BIGINT NOT NULL, reason VARCHAR NOT NULL, actor VARCHAR NOT NULL, PRIMARY KEY (device, kind, time, ordinal));
        CREATE TABLE progress (cursor BIGINT NOT NULL, written BIGINT NOT NULL, rejected BIGINT NOT NULL);
        INSERT INTO progress VALUES (0, 0, 0);
        """,
        $"CREATE TABLE pending {Row};",
    ];

    /// <summary>Sets the recent rows aside for sorting; new ones go into an empty table. Run it inside a transaction.</summary>
    public const string SetAside =
        $"""
        DROP TABLE pending;
        ALTER TABLE recent RENAME TO pending;
        CREATE TABLE recent {Row};
        """;

    /// <summary>Moves the rows that were set aside into the history as one sorted run. Run it inside a transaction.</summary>
    public const string SortRun =
        $"""
        INSERT INTO history SELECT {Columns} FROM pending ORDER BY device, kind, time, ordinal;
        DROP TABLE pending;
        CREATE TABLE pending {Row};
        """;

    /// <summary>Makes or migrates the tables.</summary>
    /// <exception cref="SeriesStoreException">A newer program wrote the file.</exception>
    public static void Bring(DuckDBConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction();
        Execute(connection, "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
        var version = Convert.ToInt32(Scalar(connection, "SELECT coalesce(max(version), 0) FROM schema_version"), CultureInfo.InvariantCulture);
        if (version > Version)
        {
            throw new SeriesStoreException(
                $"The series file {path} has schema version {version}, this program knows up to {Version}: run the newer Rpm that wrote it, or restore a backup.");
        }

        if (version < Version)
        {
            for (var step = version; step < Version; step++)
            {
                Execute(connection, Steps[step]);
            }

            Execute(connection, $"DELETE FROM schema_version; INSERT INTO schema_version VALUES ({Version})");
        }

        transaction.Commit();
    }

    /// <summary>Runs one or several statements.</summary>
    public static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first value of the first row.</summary>
    public static object? Scalar(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
