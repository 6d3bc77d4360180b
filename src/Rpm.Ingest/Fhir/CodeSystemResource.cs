using System.Text.Json;

namespace Rpm.Ingest.Fhir;

/// <summary>The code systems that R4 lacks and Rpm therefore publishes: alert state, Task inputs, reading quality…</summary>
internal sealed class CodeSystemResource(FhirSystems systems) : ListedResource
{
    private static readonly (string Id, string Title, (string Code, string Display)[] Concepts)[] All =
    [
        ("alert-state", "State of an Rpm alert (Task.businessStatus)",
        [
            ("raised", "The condition holds and nobody has acknowledged it"),
            ("escalated", "The condition holds, nobody has acknowledged it, and a further tier was told"),
            ("acknowledged", "The condition holds and somebody has acknowledged it"),
            ("auto-resolved", "The condition has gone by itself"),
            ("resolved", "A person resolved it"),
            ("invalid", "The data that raised it was wrong"),
        ]),
        ("task-code", "What an Rpm Task asks for",
        [
            ("review-threshold-alert", "Look at a physiological alert"),
            ("check-device-alert", "Look at a technical alert: silence, battery, sensor, clock, the engine itself"),
        ]),
        ("alert-input", "Inputs and outputs of an Rpm Task",
        [
            ("rule", "Pack, rule and content hash of the pack version that raised it"),
            ("condition", "High or low limit violated"),
            ("limit", "The limit that was crossed, in the unit sent"),
            ("value", "The value that crossed it, as sent or as computed"),
            ("computed", "What the value is, where it is not a measure of one reading"),
            ("parameter", "A parameter of the rule that was in force: the pack's"),
            ("patient-parameter", "A parameter of the rule that was in force: the patient's own"),
            ("evidence", "An Observation that took part"),
            ("silent-device", "A silent device that the alert stands for together with others"),
            ("critical", "No snooze, cap or quiet hour applies"),
            ("late", "Raised by a reading that arrived late; does not escalate"),
            ("questionable", "The evidence was of questionable quality"),
            ("review", "The evidence was withdrawn or moved to another patient: a person must look"),
            ("unanswered", "Every tier was told and nobody has answered"),
            ("tier", "Escalation tier that has been told"),
            ("snoozed-until", "Not told again before"),
            ("alert-version", "Version of the alert that Rpm wrote last"),
            ("written-status", "Task.status that Rpm wrote last"),
            ("resolution", "Why it was resolved"),
        ]),
        ("reading-quality", "What the device said about a reading's quality",
            [.. ReadingQualities.All.Select(q => (q.Code, q.Display))]),
        ("measure", "Measures that neither LOINC nor 11073 names", [("glucose-rate", "Glucose rate of change")]),
        ("reading-method", "How a reading came about", [("manual", "Typed in by a person")]),
    ];

    public override string Type => "CodeSystem";

    public override IReadOnlyList<FhirParameter> Parameters { get; } = [new("_id", "token", "Resource ids"), new("url", "uri", "Canonical address")];

    public override Task<FhirRead?> ReadAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(Array.Exists(All, s => s.Id == id) ? Read(w => Write(w, Array.Find(All, s => s.Id == id))) : null);

    protected override IEnumerable<(string Id, Action<Utf8JsonWriter> Write)> Matches(SearchRequest request) =>
        from system in All
        where PassesId(request, system.Id) && request.Of("url").All(any => any.Contains(UrlOf(system.Id)))
        select (system.Id, (Action<Utf8JsonWriter>)(w => Write(w, system)));

    private string UrlOf(string id) => $"{systems.Namespace}/CodeSystem/{id}";

    private void Write(Utf8JsonWriter writer, (string Id, string Title, (string Code, string Display)[] Concepts) system)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType", "CodeSystem");
        writer.WriteString("id", system.Id);
        writer.WriteStartObject("meta");
        writer.WriteString("versionId", "1");
        writer.WriteEndObject();
        writer.WriteString("url", UrlOf(system.Id));
        writer.WriteString("version", "1");
        writer.WriteString("name", string.Concat("Rpm", string.Concat(system.Id.Split('-').Select(p => char.ToUpperInvariant(p[0]) + p[1..]))));
        writer.WriteString("title", system.Title);
        writer.WriteString("status", "active");
        writer.WriteBoolean("caseSensitive", true);
        writer.WriteString("content", "complete");
        writer.WriteStartArray("concept");
        foreach (var (code, display) in system.Concepts)
        {
            writer.WriteStartObject();
            writer.WriteString("code", code);
            writer.WriteString("display", display);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
