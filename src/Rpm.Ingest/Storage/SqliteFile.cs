using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Rpm.Ingest.Storage;

/// <summary>
/// Opens one of the engine's SQLite files: write-ahead log, full synchronisation, schema version in <c>user_version</c>.
/// A file migrates forward one step at a time; one written by a newer engine is refused.
/// </summary>
internal static class SqliteFile
{
    /// <summary>Opens the file for writing, creates or migrates its schema.</summary>
    /// <param name="migrations">Step <c>i</c> brings version <c>i</c> to <c>i + 1</c>; their number is the current version.</param>
    /// <exception cref="StoreVersionException">A newer engine wrote the file.</exception>
    public static SqliteConnection Open(string path, params ReadOnlySpan<string> migrations)
    {
        var folder = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(folder))
        {
            Directory.CreateDirectory(folder);
        }

        var connection = Connect(path, readOnly: false);
        try
        {
            Execute(connection, "PRAGMA page_size = 8192");
            Execute(connection, "PRAGMA journal_mode = WAL");
            Execute(connection, "PRAGMA synchronous = FULL");
            Execute(connection, "PRAGMA secure_delete = FAST"); // what is deleted is overwritten where that costs no further page
            Migrate(connection, path, migrations);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A second connection for reading beside the writer.</summary>
    public static SqliteConnection OpenReader(string path) => Connect(path, readOnly: true);

    /// <summary>Runs a statement that returns nothing.</summary>
    public static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Every caller passes a constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Connect(string path, bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static void Migrate(SqliteConnection connection, string path, ReadOnlySpan<string> migrations)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        var version = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (version > migrations.Length)
        {
            throw new StoreVersionException(path, version, migrations.Length);
        }

        for (; version < migrations.Length; version++)
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, migrations[version], transaction);
            Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}"), transaction);
            transaction.Commit();
        }
    }
}
