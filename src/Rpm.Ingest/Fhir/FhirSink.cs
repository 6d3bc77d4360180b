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
    private readonly FhirCorrections _corrections = new(server, references, writer, ids, systems, registry, store, logger);
    private readonly FhirErasure _erasure = new(server, references, systems, options, logger);
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
        ReadingWithdrawn withdrawn => _corrections.WithdrawAsync(withdrawn, at, cancellationToken),
        EnrolmentPut put => _corrections.MoveAsync(put, at, _last, cancellationToken),
        PatientErased erased => _erasure.EraseAsync(erased.Patient, cancellationToken),
        _ => Task.CompletedTask,
    };

    private sealed record Outgoing(long Position, string Id, PanelDefinition Panel, Reading Reading, ObservationContext Context);
}
