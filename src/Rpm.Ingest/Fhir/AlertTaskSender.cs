using System.Text.Json.Nodes;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// Keeps an outside FHIR server's Tasks and CommunicationRequests in step with the alerts, following their changes from its
/// own durable sequence. Creates are conditional; changes are read, merged and put back with If-Match, so a Task that
/// somebody took there is never turned back. This is the record, not the alarm: notifiers do not wait for it.
/// </summary>
internal sealed class AlertTaskSender(
    FhirServer server, ServerReferences references, AlertWriter alertWriter, ObservationWriter observationWriter, FhirSystems systems, IAlertReader alerts,
    IRegistry registry, ISeriesStore store, FhirOptions options, AlertCursor cursor, TimeProvider time, ILogger<AlertTaskSender> logger) : BackgroundService
{
    private const int Chunk = 100;
    private const int Attempts = 5;
    private static readonly TimeSpan EvidenceWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EvidencePause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(1);

    /// <summary>Why alerts do not reach the server now; null when they do.</summary>
    public string? Fault { get; private set; }

    /// <summary>Sends every change there is now and returns the sequence reached. Each alert goes in its newest state.</summary>
    /// <exception cref="SinkUnavailableException">Nothing was lost: call again.</exception>
    public async Task<long> SendPendingAsync(CancellationToken cancellationToken)
    {
        var sequence = cursor.Read();
        while (true)
        {
            var last = alerts.LastSequence;
            var changes = await alerts.ChangesAfterAsync(sequence, Chunk, cancellationToken);
            if (changes.Count == 0)
            {
                // Sequences of an erasure hold no change.
                return Math.Max(sequence, last);
            }

            foreach (var alert in changes.GroupBy(c => c.Change.Alert.Id).Select(g => g.Last().Change.Alert))
            {
                await SendAsync(alert, cancellationToken);
            }

            sequence = changes[^1].Sequence;
            cursor.Write(sequence);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var sequence = await SendPendingAsync(stoppingToken);
                delay = FirstDelay;
                Fault = null;
                await alerts.WaitForChangeAsync(sequence, stoppingToken);
            }
            catch (SinkUnavailableException exception)
            {
                Fault = exception.Message;
                logger.AlertsDelayed(exception.Message, delay.TotalSeconds);
                await Task.Delay(delay, time, stoppingToken);
                delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        // A Task is work for somebody: a simulated alert makes none outside.
        if (alert.Test)
        {
            return;
        }

        try
        {
            // An alert of the engine's own is about nobody.
            var patient = EnginePatient.Is(alert.Patient) ? null : await references.PatientAsync(alert.Patient, cancellationToken);
            var device = alert.Device is { } id ? await references.DeviceAsync(id, cancellationToken) : null;
            var engine = await references.EngineAsync(cancellationToken);
            var evidence = await EvidenceAsync(alert, patient, cancellationToken);
            var notifications = AlertLife.Notifications(alert);
            var careTeam = registry.Current.Patients.GetValueOrDefault(alert.Patient)?.CareTeam is { Length: > 0 } team ? team : null;
            var fixedEntries = evidence is null ? 1 : 2;
            var told = notifications.SelectMany(n => n.AcknowledgedAt is null ? [(n, false)] : new[] { (n, false), (n, true) }).ToList();
            var first = true;
            foreach (var part in told.Count == 0 ? [[]] : told.Chunk(options.TransactionSize - fixedEntries))
            {
                var transaction = new AlertTransaction(alert, alertWriter, observationWriter, systems, careTeam, evidence, part, new TransactionReferences(patient, device, engine, alert, evidence?.Id, part));
                await SendAsync(transaction, first, cancellationToken);
                first = false;
            }
        }
        catch (FhirRefusedException refused)
        {
            logger.AlertRefused(alert.Id, refused.Message);
        }
    }

    private async Task SendAsync(AlertTransaction transaction, bool updateTask, CancellationToken cancellationToken)
    {
        var reply = await server.PostBundleAsync(transaction.Render(), cancellationToken);
        if (!reply.IsSuccess)
        {
            throw new FhirRefusedException(reply.Words);
        }

        var answers = reply.Json?["entry"] as JsonArray ?? [];
        if (answers.Count != transaction.Resources.Count)
        {
            throw new SinkUnavailableException("The FHIR server did not answer for every entry of a transaction.");
        }

        var existing = Enumerable.Range(0, answers.Count).Where(i => Existed(answers[i]) && MayChange(transaction.Resources[i].Type, updateTask)).ToList();
        if (existing.Count == 0)
        {
            return;
        }

        var found = new string?[answers.Count];
        for (var i = 0; i < answers.Count; i++)
        {
            found[i] = await FindAsync(transaction.Resources[i], answers[i], cancellationToken);
        }

        foreach (var i in existing)
        {
            var json = transaction.Resources[i].Json();
            for (var j = 0; j < found.Length; j++)
            {
                json = json.Replace(OutgoingBundle.Urn(transaction.Resources[j].Type, transaction.Resources[j].Value), found[j], StringComparison.Ordinal);
            }

            if (found[i] is { } reference)
            {
                await UpdateAsync(transaction.Resources[i].Type, (JsonObject)JsonNode.Parse(json)!, reference, cancellationToken);
            }
        }
    }

    private static bool Existed(JsonNode? answer) => ((string?)answer?["response"]?["status"])?.StartsWith("200", StringComparison.Ordinal) == true;

    private static bool MayChange(string type, bool updateTask) => type == "CommunicationRequest" || (type == "Task" && updateTask);

    /// <summary>The server's id of an entry: as it said, or found by the identifier.</summary>
    private async Task<string?> FindAsync((string Type, string System, string Value, Func<string> Json) entry, JsonNode? answer, CancellationToken cancellationToken)
    {
        if ((string?)answer?["response"]?["location"] is { } location && FhirReply.ReferenceIn(location, entry.Type) is { } reference)
        {
            return reference;
        }

        var found = await server.SearchAsync(entry.Type, FhirServer.Condition(entry.System, entry.Value), cancellationToken);
        return found.Count == 0 ? null : $"{entry.Type}/{(string?)found[0]["id"]}";
    }

    private async Task UpdateAsync(string type, JsonObject wanted, string reference, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var current = await server.ReadAsync(reference, cancellationToken);
            var changed = current is null ? null : type == "Task" ? MergeTask(current, wanted) : MergeRequest(current, wanted);
            if (changed is null)
            {
                return;
            }

            var reply = await server.UpdateAsync(changed, cancellationToken);
            if (reply.IsSuccess)
            {
                return;
            }

            if (reply.Status is not (409 or 412))
            {
                throw new FhirRefusedException($"{type}: {reply.Words}");
            }

            logger.Conflict(type);
        }

        throw new SinkUnavailableException($"A {type} is changed by somebody else again and again.");
    }

    private JsonObject? MergeTask(JsonObject current, JsonObject wanted)
    {
        var merged = TaskMerge.Merge(current, wanted, systems.AlertInput, out var taken);
        if (merged is not null && taken)
        {
            logger.TaskTaken((string)wanted["identifier"]![0]!["value"]!, (string?)current["status"] ?? "");
        }

        return merged;
    }

    /// <summary>Only from active to an end: an answer that somebody gave there stays.</summary>
    private static JsonObject? MergeRequest(JsonObject current, JsonObject wanted)
    {
        if ((string?)current["status"] != AlertLife.Active || (string?)wanted["status"] == AlertLife.Active)
        {
            return null;
        }

        var merged = (JsonObject)current.DeepClone();
        merged["status"] = (string?)wanted["status"];
        if (wanted["statusReason"] is { } reason)
        {
            merged["statusReason"] = reason.DeepClone();
        }

        return merged;
    }

    private async Task<AlertEvidenceEntry?> EvidenceAsync(Alert alert, string? patient, CancellationToken cancellationToken)
    {
        if (patient is null || alertWriter.Focus(alert) is not { } focus)
        {
            return null;
        }

        var evidence = focus.Evidence;
        var stored = await store.FindAsync(evidence.Device, evidence.Kind, evidence.Time, evidence.Ordinal, cancellationToken);
        // The series store may lag: a fresh alert waits a little for its evidence, then goes without (its reference is then by identifier).
        while (stored is null && Telemetry.Instant.From(time.GetUtcNow()) - alert.Raised is { } age && age >= TimeSpan.Zero && age < EvidenceWait)
        {
            await Task.Delay(EvidencePause, time, cancellationToken);
            stored = await store.FindAsync(evidence.Device, evidence.Kind, evidence.Time, evidence.Ordinal, cancellationToken);
        }

        if (stored is null || Panels.Find(evidence.Kind, evidence.Measure) is not { } panel || !Panels.Has(panel, stored.Reading))
        {
            return null;
        }

        return new AlertEvidenceEntry(focus.Id, panel, stored.Reading, new ObservationContext
        {
            Received = stored.Received,
            Ordinal = stored.Ordinal,
            Subject = patient,
            Device = await references.DeviceAsync(evidence.Device, cancellationToken),
            Withdrawal = stored.Withdrawal,
        });
    }
}
