using System.Text.Json.Nodes;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Fhir;

/// <summary>Changes Observations that an outside server has already: each change is a new version, written only while nobody else made one.</summary>
internal sealed class FhirCorrections(
    FhirServer server, ServerReferences references, ObservationWriter writer, ObservationIds ids, FhirSystems systems, IRegistry registry, ISeriesStore store, ILogger logger)
{
    private const int Attempts = 5;
    private const int Chunk = 500;

    /// <summary>A withdrawn reading stays readable there as entered-in-error.</summary>
    public async Task WithdrawAsync(ReadingWithdrawn withdrawn, Instant at, CancellationToken cancellationToken)
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
    /// <param name="newest">The last reading that was sent: the series store must hold it before its spans are read.</param>
    public async Task MoveAsync(EnrolmentPut put, Instant at, CommittedReading? newest, CancellationToken cancellationToken)
    {
        var (now, before) = (put.Enrolment, put.Before);
        // A new enrolment that is open to the past (auto-enrolment) or begins now can have no earlier readings to move.
        if (before is null && (now.From == Instant.Min || now.From >= at))
        {
            return;
        }

        if (newest is { } last && await store.FindAsync(last.Reading.Device, last.Reading.Kind, last.Reading.Time, last.Ordinal, cancellationToken) is null)
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

    private static void Note(JsonObject resource, string by, Instant at, string text)
    {
        if (resource["note"] is not JsonArray notes)
        {
            resource["note"] = notes = [];
        }

        notes.Add((JsonNode)new JsonObject { ["authorString"] = by, ["time"] = FhirJson.TimeText(at), ["text"] = text });
    }
}
