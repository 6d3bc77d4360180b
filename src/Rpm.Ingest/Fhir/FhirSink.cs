using System.Text.Json;
using System.Text.Json.Nodes;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// Sends committed readings to an outside FHIR server as batches of conditional creates. Delivering twice leaves one copy. A
/// Bundle that is refused whole is halved until the resource that is wrong stands alone, so it costs nobody else. Withdrawals
/// and corrected enrolments become new versions (If-Match), never deletions.
/// </summary>
internal sealed class FhirSink(
    FhirServer server, ServerReferences references, ObservationWriter writer, ObservationIds ids, FhirSystems systems,
    IRegistry registry, ISeriesStore store, FhirOptions options, ILogger<FhirSink> logger) : IOutsideSink
{
    private const int Attempts = 5;
    private const int Chunk = 500;

    private CommittedReading? _last;

    public string Name => "fhir";

    public async Task<SinkDelivery> DeliverAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
    {
        var (count, rejected) = (0L, new Dictionary<long, string>());
        var pending = new List<Outgoing>();
        foreach (var group in groups)
        {
            count += group.Readings.Length;
            var next = 0;
            foreach (var entry in group.Entries.Where(Matters))
            {
                for (; next < group.Readings.Length && group.Readings.Span[next].Position < entry.Position; next++)
                {
                    await QueueAsync(group.Readings.Span[next], pending, rejected, cancellationToken);
                }

                await FlushAsync(pending, rejected, cancellationToken);
                await ApplyAsync(entry, group.At, cancellationToken);
            }

            for (; next < group.Readings.Length; next++)
            {
                await QueueAsync(group.Readings.Span[next], pending, rejected, cancellationToken);
            }
        }

        await FlushAsync(pending, rejected, cancellationToken);
        if (rejected.Count > 0)
        {
            logger.Refused(rejected.Count, (int)count, rejected.First().Value);
        }

        return new SinkDelivery(count - rejected.Count, [.. rejected.Select(r => new SinkRejection(r.Key, r.Value))]);
    }

    private static bool Matters(JournalEntry entry) => entry is ReadingWithdrawn or EnrolmentPut or PatientErased;

    private async Task QueueAsync(CommittedReading committed, List<Outgoing> pending, Dictionary<long, string> rejected, CancellationToken cancellationToken)
    {
        _last = committed;
        if (committed.Reading.IsTest && !options.SendTest)
        {
            return;
        }

        ObservationContext context;
        try
        {
            context = new ObservationContext
            {
                Received = committed.Received,
                Ordinal = committed.Ordinal,
                Subject = await references.PatientAsync(committed.Patient, cancellationToken),
                Device = await references.DeviceAsync(committed.Reading.Device, cancellationToken),
            };
        }
        catch (FhirRefusedException refused)
        {
            rejected[committed.Position] = refused.Message;
            return;
        }

        foreach (var panel in Panels.Of(committed.Reading.Kind).ToArray())
        {
            if (Panels.Has(panel, committed.Reading))
            {
                pending.Add(new Outgoing(committed.Position, ids.Of(panel, committed.Reading.Device, committed.Reading.Time, committed.Ordinal).ToString(), panel, committed.Reading, context));
                if (pending.Count == options.BatchSize)
                {
                    await FlushAsync(pending, rejected, cancellationToken);
                }
            }
        }
    }

    private async Task FlushAsync(List<Outgoing> pending, Dictionary<long, string> rejected, CancellationToken cancellationToken)
    {
        if (pending.Count > 0)
        {
            await SendAsync(pending.ToArray(), rejected, cancellationToken);
            pending.Clear();
        }
    }

    private async Task SendAsync(ReadOnlyMemory<Outgoing> items, Dictionary<long, string> rejected, CancellationToken cancellationToken)
    {
        using var bundle = new OutgoingBundle("batch");
        foreach (var item in items.ToArray())
        {
            bundle.Create("Observation", systems.Measurement, item.Id, w => writer.Write(w, item.Panel, item.Reading, item.Context));
        }

        var reply = await server.PostBundleAsync(bundle.Finish(), cancellationToken);
        if (reply.IsSuccess)
        {
            var answers = reply.Json?["entry"] as JsonArray;
            if (answers is null || answers.Count != items.Length)
            {
                throw new SinkUnavailableException("The FHIR server did not answer for every entry of a batch.");
            }

            for (var i = 0; i < items.Length; i++)
            {
                await JudgeAsync(items.Span[i], answers[i], rejected, cancellationToken);
            }
        }
        else if (items.Length == 1)
        {
            rejected.TryAdd(items.Span[0].Position, reply.Words);
        }
        else
        {
            var half = items.Length / 2;
            await SendAsync(items[..half], rejected, cancellationToken);
            await SendAsync(items[half..], rejected, cancellationToken);
        }
    }

    private async Task JudgeAsync(Outgoing item, JsonNode? answer, Dictionary<long, string> rejected, CancellationToken cancellationToken)
    {
        var response = answer?["response"];
        var text = (string?)response?["status"] ?? "";
        var status = text.Length >= 3 && int.TryParse(text.AsSpan(0, 3), out var number) ? number : 0;
        switch (status)
        {
            case 200 or 201:
                return;
            case 412:
                var copies = await server.SearchAsync("Observation", FhirServer.Condition(systems.Measurement, item.Id), cancellationToken);
                logger.Duplicates(copies.Count, "Observation");
                return;
            case 0 or 401 or 403 or 408 or 429 or >= 500:
                throw new SinkUnavailableException($"The FHIR server answered an entry with '{text}'.");
            default:
                using (var outcome = JsonDocument.Parse(response?["outcome"]?.ToJsonString() ?? "null"))
                {
                    rejected.TryAdd(item.Position, $"{status} {OperationOutcomes.Words(outcome.RootElement)}".TrimEnd());
                }

                return;
        }
    }

    private Task ApplyAsync(JournalEntry entry, Instant at, CancellationToken cancellationToken) => entry switch
    {
        ReadingWithdrawn withdrawn => WithdrawAsync(withdrawn, at, cancellationToken),
        EnrolmentPut put => MoveAsync(put, at, cancellationToken),
        PatientErased erased => EraseAsync(erased.Patient, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task WithdrawAsync(ReadingWithdrawn withdrawn, Instant at, CancellationToken cancellationToken)
    {
        foreach (var panel in Panels.Of(withdrawn.Kind).ToArray())
        {
            await ChangeAsync(ids.Of(panel, withdrawn.Device, withdrawn.Time, withdrawn.Ordinal).ToString(), observation =>
            {
                if ((string?)observation["status"] == AlertLife.EnteredInError)
                {
                    return false;
                }

                observation["status"] = AlertLife.EnteredInError;
                Note(observation, withdrawn.By, at, $"Withdrawn: {withdrawn.Reason}");
                return true;
            }, cancellationToken);
        }
    }

    /// <summary>A corrected enrolment: the readings whose patient is another now get that subject.</summary>
    private async Task MoveAsync(EnrolmentPut put, Instant at, CancellationToken cancellationToken)
    {
        var (now, before) = (put.Enrolment, put.Before);
        // A new enrolment that is open to the past (auto-enrolment) or begins now can have no earlier readings to move.
        if (before is null && (now.From == Instant.Min || now.From >= at))
        {
            return;
        }

        if (_last is { } last && await store.FindAsync(last.Reading.Device, last.Reading.Kind, last.Reading.Time, last.Ordinal, cancellationToken) is null)
        {
            throw new SinkUnavailableException("The series store does not yet hold what a corrected enrolment moves.");
        }

        var spans = before is null ? [now] : new[] { before, now };
        foreach (var span in spans.DistinctBy(s => (s.Device, s.User, s.From, s.To)))
        {
            var query = new SeriesQuery { Slices = [new SeriesSlice(span.Device, span.User, span.From, span.To)], IncludeWithdrawn = true, Take = Chunk };
            for (var skip = 0; ; skip += Chunk)
            {
                var readings = await store.ReadAsync(query with { Skip = skip }, cancellationToken);
                foreach (var stored in readings)
                {
                    await MoveAsync(stored, before, cancellationToken);
                }

                if (readings.Count < Chunk)
                {
                    break;
                }
            }
        }
    }

    private async Task MoveAsync(StoredReading stored, Enrolment? before, CancellationToken cancellationToken)
    {
        var reading = stored.Reading;
        var was = before is not null && before.Device == reading.Device && before.Covers(reading.User, reading.Time) ? before.Patient : null;
        var patient = registry.Current.Attribute(reading.Device, reading.User, reading.Time)?.Patient;
        if (patient == was)
        {
            return;
        }

        var subject = patient is null ? null : await references.PatientAsync(patient, cancellationToken);
        foreach (var panel in Panels.Of(reading.Kind).ToArray())
        {
            if (!Panels.Has(panel, reading))
            {
                continue;
            }

            var context = new ObservationContext
            {
                Received = stored.Received,
                Ordinal = stored.Ordinal,
                Subject = subject,
                Device = await references.DeviceAsync(reading.Device, cancellationToken),
                Withdrawal = stored.Withdrawal,
            };
            await ChangeAsync(ids.Of(panel, reading.Device, reading.Time, stored.Ordinal).ToString(), observation =>
            {
                var wanted = (JsonObject)JsonNode.Parse(FhirJson.Render(w => writer.Write(w, panel, reading, context)))!;
                if (JsonNode.DeepEquals(observation["subject"], wanted["subject"]) && (string?)observation["status"] == (string?)wanted["status"])
                {
                    return false;
                }

                observation["subject"] = wanted["subject"]!.DeepClone();
                observation["status"] = (string?)wanted["status"];
                return true;
            }, cancellationToken);
        }
    }

    /// <summary>Reads an Observation by Rpm's identifier, changes it and writes it back while nobody else has.</summary>
    private async Task ChangeAsync(string identifier, Func<JsonObject, bool> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var found = await server.SearchAsync("Observation", FhirServer.Condition(systems.Measurement, identifier), cancellationToken);
            if (found.Count == 0 || !change(found[0]))
            {
                return;
            }

            var reply = await server.UpdateAsync(found[0], cancellationToken);
            if (reply.Status is not (409 or 412))
            {
                if (!reply.IsSuccess)
                {
                    logger.Refused(1, 1, reply.Words);
                }

                return;
            }

            logger.Conflict("Observation");
        }

        throw new SinkUnavailableException("An Observation is changed by somebody else again and again.");
    }

    private async Task EraseAsync(string patient, CancellationToken cancellationToken)
    {
        if (!options.DeleteErased)
        {
            logger.NotErased();
            return;
        }

        references.Forget(patient);
        var people = await server.SearchAsync("Patient", FhirServer.Condition(systems.Patient, patient), cancellationToken);
        var deleted = 0;
        foreach (var person in people)
        {
            // What refers comes before what it refers to: servers may insist on that.
            deleted += await DeleteAsync("Communication", "subject", systems.Notification, person, cancellationToken);
            deleted += await DeleteAsync("CommunicationRequest", "subject", systems.Notification, person, cancellationToken);
            deleted += await DeleteAsync("Task", "patient", systems.Alert, person, cancellationToken);
            deleted += await DeleteAsync("Observation", "subject", systems.Measurement, person, cancellationToken);
        }

        logger.Erased(deleted);
    }

    private async Task<int> DeleteAsync(string type, string parameter, string system, JsonObject person, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (await OursAsync(type, parameter, system, (string?)person["id"], cancellationToken) is { Count: > 0 } ours)
        {
            foreach (var reference in ours)
            {
                var reply = await server.DeleteAsync(reference, cancellationToken);
                if (!reply.IsSuccess && reply.Status is not (404 or 410))
                {
                    throw new SinkUnavailableException($"The FHIR server does not delete an erased patient's {type}: {reply.Words}");
                }

                deleted++;
            }
        }

        return deleted;
    }

    private async Task<List<string>> OursAsync(string type, string parameter, string system, string? patient, CancellationToken cancellationToken)
    {
        var found = await server.SearchAsync(type, $"{parameter}=Patient/{patient}&identifier={Uri.EscapeDataString(system + "|")}&_count=100", cancellationToken);
        return [.. found.Where(o => (o["identifier"] as JsonArray ?? []).Any(i => (string?)i?["system"] == system)).Select(o => $"{type}/{(string?)o["id"]}")];
    }

    private static void Note(JsonObject resource, string by, Instant at, string text)
    {
        if (resource["note"] is not JsonArray notes)
        {
            resource["note"] = notes = [];
        }

        notes.Add((JsonNode)new JsonObject { ["authorString"] = by, ["time"] = FhirJson.TimeText(at), ["text"] = text });
    }

    private sealed record Outgoing(long Position, string Id, PanelDefinition Panel, Reading Reading, ObservationContext Context);
}
