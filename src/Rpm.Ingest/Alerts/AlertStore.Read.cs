using System.Text;
using Microsoft.Data.Sqlite;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alerts;

internal sealed partial class AlertStore
{
    /// <inheritdoc/>
    public Task<Alert?> GetAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Open.Alerts.TryGetValue(id, out var open))
        {
            return Task.FromResult<Alert?>(open);
        }

        using var connection = Reader();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM alert WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        return Task.FromResult(command.ExecuteScalar() is byte[] body ? StoredAlert.Read(body) : null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Alert>> ListAsync(AlertQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var onlyOpen = query.Open == true || query.Active == true || query.Acknowledged == false;
        return Task.FromResult(onlyOpen ? ListOpen(query) : ListStored(query, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertLogEntry>> ChangesAfterAsync(long sequence, int take, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entries = new List<AlertLogEntry>();
        if (LastSequence > sequence)
        {
            using var connection = Reader();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT sequence, kind, body FROM change WHERE sequence > $sequence ORDER BY sequence LIMIT $take";
            command.Parameters.AddWithValue("$sequence", sequence);
            command.Parameters.AddWithValue("$take", take);
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                var alert = StoredAlert.Read(rows.GetFieldValue<byte[]>(2));
                entries.Add(new(rows.GetInt64(0), new((AlertChangeKind)rows.GetByte(1), alert)));
            }
        }

        return Task.FromResult<IReadOnlyList<AlertLogEntry>>(entries);
    }

    /// <summary>Every version of an alert, oldest first; empty where there is none.</summary>
    public Task<IReadOnlyList<Alert>> VersionsAsync(string id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Reader();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM change WHERE id = $id ORDER BY version";
        command.Parameters.AddWithValue("$id", id);
        using var rows = command.ExecuteReader();
        var versions = new List<Alert>();
        while (rows.Read())
        {
            versions.Add(StoredAlert.Read(rows.GetFieldValue<byte[]>(0)));
        }

        return Task.FromResult<IReadOnlyList<Alert>>(versions);
    }

    private IReadOnlyList<Alert> ListOpen(AlertQuery query)
    {
        var matching = Open.Alerts.Values
            .Where(alert => Matches(query, alert))
            .OrderByDescending(alert => alert.Raised)
            .ThenBy(alert => alert.Id, StringComparer.Ordinal)
            .Skip(query.Skip);
        return [.. query.Take is { } take ? matching.Take(take) : matching];
    }

    private static bool Matches(AlertQuery query, Alert alert) =>
        (query.Patient is null || alert.Patient == query.Patient || alert.Members.Any(m => m.Patient == query.Patient))
        && (query.Active is null || alert.Active == query.Active)
        && (query.Acknowledged is null || alert.Acknowledged == query.Acknowledged)
        && (query.Open is null || OpenAlerts.IsOpen(alert) == query.Open)
        && (query.RaisedFrom is null || alert.Raised >= query.RaisedFrom)
        && (query.RaisedTo is null || alert.Raised < query.RaisedTo);

    private List<Alert> ListStored(AlertQuery query, CancellationToken cancellationToken)
    {
        using var connection = Reader();
        using var command = connection.CreateCommand();
        var where = new StringBuilder();
        void Add(string condition, string? name = null, object? value = null)
        {
            where.Append(where.Length == 0 ? " WHERE " : " AND ").Append(condition);
            if (name is not null)
            {
                command.Parameters.AddWithValue(name, value);
            }
        }

        if (query.Patient is not null)
        {
            // An alert in place of many is about each of them: it is found by whom it stands for.
            Add($"(patient = $patient OR (patient = '{EnginePatient.Id}' AND instr(body, $member) > 0))", "$patient", query.Patient);
            command.Parameters.AddWithValue("$member", StoredAlert.MemberText(query.Patient));
        }

        if (query.Active is { } active)
        {
            Add("active = $active", "$active", active);
        }

        if (query.Acknowledged is { } acknowledged)
        {
            Add("acknowledged = $acknowledged", "$acknowledged", acknowledged);
        }

        if (query.Open is { } open)
        {
            Add(open ? "(active = 1 OR acknowledged = 0)" : "(active = 0 AND acknowledged = 1)");
        }

        if (query.RaisedFrom is { } from)
        {
            Add("raised >= $from", "$from", from.UnixMilliseconds);
        }

        if (query.RaisedTo is { } to)
        {
            Add("raised < $to", "$to", to.UnixMilliseconds);
        }

        command.Parameters.AddWithValue("$take", query.Take ?? -1);
        command.Parameters.AddWithValue("$skip", query.Skip);
#pragma warning disable CA2100 // Built of the constants above; values go by parameter.
        command.CommandText = $"SELECT body FROM alert{where} ORDER BY raised DESC, id LIMIT $take OFFSET $skip";
#pragma warning restore CA2100
        var alerts = new List<Alert>();
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            alerts.Add(StoredAlert.Read(rows.GetFieldValue<byte[]>(0)));
        }

        return alerts;
    }

    private SqliteConnection Reader()
    {
        if (Volatile.Read(ref _writer) is null)
        {
            throw new InvalidOperationException("The alert store is not open.");
        }

        var connection = new SqliteConnection(_readers);
        connection.Open();
        return connection;
    }
}
