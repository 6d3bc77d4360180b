using Microsoft.Data.Sqlite;
using Rpm.Dashboard.Worklist;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Storage;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>
/// Handover notes and panels, in <c>page.db</c>. Beside the journal: neither changes what any monitor judges. A note is durable when it is
/// written, and is never changed.
/// </summary>
internal sealed class ShiftBook(string path, TimeProvider clock, IRegistry registry) : IShiftBook, IDisposable
{
    public const string FileName = "page.db";

    private const string First =
        """
        CREATE TABLE note (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, person TEXT NOT NULL, text TEXT NOT NULL);
        CREATE TABLE panel (person TEXT NOT NULL, patient TEXT NOT NULL, PRIMARY KEY (person, patient)) WITHOUT ROWID;
        """;

    private readonly Lock _lock = new();
    private SqliteConnection? _file;

    /// <inheritdoc/>
    public IReadOnlyList<HandoverNote> Notes(int take) => Do(file =>
    {
        using var command = Command(file, "SELECT at, person, text FROM note ORDER BY id DESC LIMIT $take", ("$take", take));
        using var rows = command.ExecuteReader();
        var notes = new List<HandoverNote>();
        while (rows.Read())
        {
            notes.Add(new HandoverNote(new Instant(rows.GetInt64(0)), rows.GetString(1), rows.GetString(2)));
        }

        return notes;
    });

    /// <inheritdoc/>
    public void Write(string text, string by) => Do(file =>
    {
        using var command = Command(
            file, "INSERT INTO note (at, person, text) VALUES ($at, $person, $text)", ("$at", clock.GetUtcNow().ToUnixTimeMilliseconds()), ("$person", by), ("$text", text));
        return command.ExecuteNonQuery();
    });

    /// <inheritdoc/>
    public IReadOnlySet<string> Panel(string person) => Do(file =>
    {
        using var command = Command(file, "SELECT patient FROM panel WHERE person = $person", ("$person", person));
        using var rows = command.ExecuteReader();
        var patients = new HashSet<string>(StringComparer.Ordinal);
        while (rows.Read())
        {
            // One who was erased is on nobody's panel.
            if (registry.Current.Patients.ContainsKey(rows.GetString(0)))
            {
                patients.Add(rows.GetString(0));
            }
        }

        return patients;
    });

    /// <inheritdoc/>
    public void SetPanel(string person, string patient, bool on) => Do(file =>
    {
        using var command = Command(
            file, on ? "INSERT OR IGNORE INTO panel (person, patient) VALUES ($person, $patient)" : "DELETE FROM panel WHERE person = $person AND patient = $patient",
            ("$person", person), ("$patient", patient));
        return command.ExecuteNonQuery();
    });

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private T Do<T>(Func<SqliteConnection, T> work)
    {
        lock (_lock)
        {
            return work(_file ??= SqliteFile.Open(path, First));
        }
    }

    private static SqliteCommand Command(SqliteConnection file, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = file.CreateCommand();
#pragma warning disable CA2100 // Only constants of this class come here.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
