using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Rpm.Ingest.Alerts;

/// <summary>The tables of <c>alerts.db</c>. A step is never changed once released; a new version adds one.</summary>
internal static class AlertSchema
{
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE change (
            sequence INTEGER PRIMARY KEY,
            id       TEXT    NOT NULL,
            version  INTEGER NOT NULL,
            kind     INTEGER NOT NULL,
            body     BLOB    NOT NULL,
            UNIQUE (id, version)
        );
        CREATE TABLE alert (
            id           TEXT    NOT NULL PRIMARY KEY,
            version      INTEGER NOT NULL,
            patient      TEXT    NOT NULL,
            active       INTEGER NOT NULL,
            acknowledged INTEGER NOT NULL,
            raised       INTEGER NOT NULL,
            body         BLOB    NOT NULL
        );
        CREATE INDEX alert_raised ON alert (raised DESC, id);
        CREATE INDEX alert_patient ON alert (patient, raised DESC, id);
        CREATE INDEX alert_open ON alert (id) WHERE active = 1 OR acknowledged = 0;
        CREATE TABLE cursor (
            name     TEXT    NOT NULL PRIMARY KEY,
            position INTEGER NOT NULL
        );
        """,
        """
        CREATE TABLE erased (
            sequence INTEGER PRIMARY KEY
        );
        """,
        """
        ALTER TABLE alert ADD COLUMN closed INTEGER;
        UPDATE alert SET closed = CAST(strftime('%s', 'now') AS INTEGER) * 1000 WHERE active = 0 AND acknowledged = 1;
        CREATE INDEX alert_closed ON alert (closed) WHERE closed IS NOT NULL;
        """,
    ];

    /// <summary>The schema version that this build writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Brings the file to <see cref="Version"/>, each step in its own transaction.</summary>
    /// <exception cref="InvalidDataException">The file was written by a newer build; nothing was changed.</exception>
    public static void Migrate(SqliteConnection connection)
    {
        using var read = connection.CreateCommand();
        read.CommandText = "PRAGMA user_version";
        var found = Convert.ToInt32(read.ExecuteScalar(), CultureInfo.InvariantCulture);
        if (found > Version)
        {
            throw new InvalidDataException($"alerts.db has schema version {found}; this build knows up to {Version}. Run the newer build.");
        }

        for (var version = found; version < Version; version++)
        {
            using var transaction = connection.BeginTransaction();
            using var step = connection.CreateCommand();
            step.Transaction = transaction;
            step.CommandText = string.Create(CultureInfo.InvariantCulture, $"{Steps[version]}\nPRAGMA user_version = {version + 1};");
            step.ExecuteNonQuery();
            transaction.Commit();
        }
    }
}
