using System.Globalization;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Fhir;

/// <summary>Resources made of the stored alerts when asked: read page by page, newest raised first.</summary>
internal abstract class AlertResource(IAlertReader alerts, IRegistry registry) : FhirResource
{
    private const int Chunk = 200;

    public override IReadOnlyList<FhirParameter> Parameters { get; } =
    [
        new("_id", "token", "Resource ids"),
        new("patient", "reference", "Whom the alert is about"),
        new("subject", "reference", "The same as patient"),
        new("device", "reference", "The device whose reading or silence raised it"),
        new("code", "token", "What is to be done"),
        new("category", "token", "alert"),
        new("status", "token", "FHIR's status of the resource"),
        new("date", "date", "Authored or sent; without a zone UTC"),
        new("identifier", "token", "Rpm's identifier"),
        new("_lastUpdated", "date", "When the alert last changed"),
    ];

    /// <summary>The resources of this type that the alert makes, oldest first.</summary>
    protected abstract IEnumerable<AlertItem> ItemsOf(Alert alert);

    /// <summary>Identifier of the alert that a resource id belongs to; null where it cannot be one.</summary>
    protected abstract string? AlertOf(string id);

    protected string? CareTeamOf(Alert alert) =>
        registry.Current.Patients.TryGetValue(alert.Patient, out var patient) && !string.IsNullOrWhiteSpace(patient.CareTeam) ? patient.CareTeam : null;

    public override async Task<FhirRead?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        if (AlertOf(id) is not { } alertId || await alerts.GetAsync(alertId, cancellationToken) is not { } alert)
        {
            return null;
        }

        return ItemsOf(alert).FirstOrDefault(i => i.Id == id) is { } item ? new FhirRead(item.Version, FhirJson.Render(item.Write)) : null;
    }

    public override async Task<FhirFault?> SearchAsync(SearchRequest request, SearchBundle bundle, CancellationToken cancellationToken)
    {
        var skip = 0;
        if (request.Page is { } page && !int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
        {
            return BadPage;
        }

        var matches = MatchesAsync(request, cancellationToken);
        if (request.Ascending)
        {
            var all = new List<AlertItem>();
            await foreach (var item in matches)
            {
                all.Add(item);
            }

            all.Reverse();
            bundle.Total = all.Count;
            foreach (var item in all.Skip(skip).Take(request.Count))
            {
                bundle.Add(item.Id, item.Write);
            }
        }
        else
        {
            var total = 0L;
            await foreach (var item in matches)
            {
                if (total++ >= skip && bundle.Written < request.Count)
                {
                    bundle.Add(item.Id, item.Write);
                }
            }

            bundle.Total = total;
        }

        if (request.Count > 0 && skip + bundle.Written < bundle.Total)
        {
            bundle.Next = (skip + bundle.Written).ToString(CultureInfo.InvariantCulture);
        }

        return null;
    }

    private async IAsyncEnumerable<AlertItem> MatchesAsync(
        SearchRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var snapshot = registry.Current;
        var patients = ResolveAll(request.References("patient", "Patient"), snapshot.Patients.Keys);
        var subjects = ResolveAll(request.References("subject", "Patient"), snapshot.Patients.Keys);
        var devices = ResolveAll(request.References("device", "Device"), snapshot.Devices.Keys);
        var (dates, updated) = (request.Times("date"), request.Times("_lastUpdated"));
        var query = new AlertQuery { Patient = patients is { Count: 1 } ? patients.First() : null, Take = Chunk };
        for (var skip = 0; ; skip += Chunk)
        {
            var chunk = await alerts.ListAsync(query with { Skip = skip }, cancellationToken);
            foreach (var alert in chunk)
            {
                if ((patients is not null && !patients.Contains(alert.Patient))
                    || (subjects is not null && !subjects.Contains(alert.Patient))
                    || (devices is not null && (alert.Device is null || !devices.Contains(alert.Device))))
                {
                    continue;
                }

                foreach (var item in ItemsOf(alert).Reverse())
                {
                    if (dates.Contains(item.Date) && updated.Contains(item.Updated) && Passes(request, item))
                    {
                        yield return item;
                    }
                }
            }

            if (chunk.Count < Chunk)
            {
                yield break;
            }
        }
    }

    private bool Passes(SearchRequest request, AlertItem item) =>
        request.Of("_id").All(any => any.Contains(item.Id))
        && request.Passes("status", t => t.Matches(StatusSystem, item.Status))
        && request.Passes("identifier", t => t.Matches(item.Identifier.System, item.Identifier.Value))
        && request.Passes("code", t => item.Code is { } code && t.Matches(code.System, code.Code))
        && request.Passes("category", t => item.Category is { } category && t.Matches(category.System, category.Code));

    private string StatusSystem => Type switch
    {
        "Task" => "http://hl7.org/fhir/task-status",
        "CommunicationRequest" => "http://hl7.org/fhir/request-status",
        _ => "http://hl7.org/fhir/event-status",
    };

    private static HashSet<string>? ResolveAll(IReadOnlySet<string>? ids, IEnumerable<string> known) =>
        ids?.Select(i => FhirIds.Resolve(i, known)).OfType<string>().ToHashSet(StringComparer.Ordinal);
}
