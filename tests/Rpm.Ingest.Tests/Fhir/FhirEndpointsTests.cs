using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Serialization;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.Fhir;

public sealed class FhirEndpointsTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Firely = new JsonSerializerOptions().ForFhir();

    private FhirHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await FhirHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task EveryResource_ServedByTheApi_IsReadStrictlyByFirelyAndPassesTheValidator()
    {
        Populate();
        var lines = new List<string>();
        foreach (var path in new[] { "metadata", "Observation?_count=1000", "Task", "Patient", "Device", "CommunicationRequest", "Communication", "CodeSystem", "Observation?made-up=1" })
        {
            var json = (await _host.GetAsync(path)).ToJsonString();
            JsonSerializer.Deserialize<Hl7.Fhir.Model.Resource>(json, Firely);
            lines.Add(json);
        }

        Assert.Equal("", await FhirTools.ValidateAsync(lines, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Task_OfAComputedValueWithATimeToAnswer_SaysBoth()
    {
        _host.Alerts.Add(FhirSamples.Computed("a-rate", "rate(cgm.glucose, 15 min)", -32, 1, Unit.MilligramPerDecilitrePerMinute));
        var task = FhirHost.Matches(await _host.GetAsync("Task")).Single();

        Assert.Equal("2026-11-23T08:00:02.123+00:00", (string)task["restriction"]!["period"]!["end"]!);
        var inputs = task["input"]!.AsArray().ToDictionary(i => (string)i!["type"]!["coding"]![0]!["code"]!, i => i!);
        Assert.Equal("rate(cgm.glucose, 15 min)", (string)inputs["computed"]["valueString"]!);
        Assert.Equal("mg/dL/min", (string)inputs["value"]["valueQuantity"]!["code"]!);
    }

    [Fact]
    public async Task Read_EveryIdThatASearchShows_IsTheSameResource()
    {
        Populate();
        foreach (var type in new[] { "Observation", "Task", "Patient", "Device", "CommunicationRequest", "Communication", "CodeSystem" })
        {
            var bundle = await _host.GetAsync($"{type}?_count=1000");
            Assert.NotEmpty(FhirHost.Matches(bundle));
            foreach (var resource in FhirHost.Matches(bundle))
            {
                var read = await _host.GetAsync($"{type}/{resource["id"]}");
                Assert.True(JsonNode.DeepEquals(resource, read), $"{resource}\n{read}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task Search_PageByPage_ShowsEveryObservationOnceInOrder(int count)
    {
        for (var i = 0; i < 10; i++)
        {
            _host.Store.Add(FhirSamples.Oximetry() with { Time = FhirSamples.Time + TimeSpan.FromMinutes(i / 3) }, (byte)(i % 3));
        }

        foreach (var sort in new[] { "date", "-date" })
        {
            var ids = await _host.AllAsync($"Observation?patient=Patient/p1&_sort={sort}&_count={count}");

            Assert.Equal(30, ids.Count);
            Assert.Equal(30, ids.Distinct().Count());
            var times = ids.Select(i => Ingest.Fhir.ObservationId.TryParse(i, out var id) ? id.Time.UnixMilliseconds : -1).ToList();
            Assert.Equal(sort == "date" ? times.Order() : times.OrderDescending(), times);
        }
    }

    [Fact]
    public async Task Search_LongHistory_IsNeverLoadedWhole()
    {
        for (var i = 0; i < 3_000; i++)
        {
            _host.Store.Add(FhirSamples.Cgm() with { Time = FhirSamples.Time + TimeSpan.FromMinutes(5 * i) });
        }

        var bundle = await _host.GetAsync("Observation?patient=p1&_count=10");

        Assert.Equal(3_000, (int)bundle["total"]!);
        Assert.True(_host.Store.LargestRead <= 500);
    }

    [Theory]
    [InlineData("code=8867-4", 2)]
    [InlineData("code=http://loinc.org|8867-4", 2)]
    [InlineData("code=urn:iso:std:iso:11073:10101|149546", 1)]
    [InlineData("code=8867-4,2708-6", 3)]
    [InlineData("code=105272-9", 1)]
    [InlineData("code=99504-3", 0)]
    [InlineData("category=laboratory", 1)]
    [InlineData("category=vital-signs", 5)]
    [InlineData("device=Device/oxi-1", 3)]
    [InlineData("device=oxi-1&code=2708-6", 1)]
    [InlineData("patient=nobody", 0)]
    [InlineData("subject=Patient/p1", 6)]
    [InlineData("subject:Patient=p1", 6)]
    [InlineData("date=2026-11-23", 6)]
    [InlineData("date=2026-11", 6)]
    [InlineData("date=ne2026-11-23", 0)]
    [InlineData("date=gt2026-11-23", 0)]
    [InlineData("date=ge2026-11-23&date=lt2026-11-24", 6)]
    [InlineData("date=lt2026-11-23T08:40:00.123%2B01:00", 0)]
    [InlineData("date=le2026-11-23T08:40:00.123+01:00", 6)]
    [InlineData("date=sa2026-11-22,eb2020", 6)]
    [InlineData("status=final", 6)]
    [InlineData("status=entered-in-error", 0)]
    [InlineData("_lastUpdated=ge2026-11-23T07:40:02Z", 6)]
    [InlineData("_lastUpdated=gt2026-11-24", 0)]
    [InlineData("_count=0", 6)]
    public async Task Search_Filter_ShowsWhatMatches(string query, int total)
    {
        _host.Store.Add(FhirSamples.BloodPressure());
        _host.Store.Add(FhirSamples.Oximetry());
        _host.Store.Add(FhirSamples.Cgm());

        var bundle = await _host.GetAsync($"Observation?{query}");

        Assert.Equal(total, (int)bundle["total"]!);
        Assert.Equal(query == "_count=0" ? 0 : total, FhirHost.Matches(bundle).Count());
    }

    [Fact]
    [Trait("Control", "C-55")]
    public async Task Withdrawn_Reading_StaysReadableAsEnteredInError()
    {
        _host.Store.Add(FhirSamples.Cgm(), 0, new Withdrawal(FhirSamples.Time + TimeSpan.FromDays(1), "wrong patient", "nurse-7"));

        var found = FhirHost.Matches(await _host.GetAsync("Observation?status=entered-in-error")).Single();

        Assert.Equal("entered-in-error", (string)(await _host.GetAsync($"Observation/{found["id"]}"))["status"]!);
        Assert.Single(FhirHost.Matches(await _host.GetAsync("Observation?_lastUpdated=ge2026-11-24")));
        Assert.Empty(FhirHost.Matches(await _host.GetAsync("Observation?status=final")));
    }

    [Fact]
    [Trait("Control", "C-59")]
    public async Task CorrectedEnrolment_MovesTheObservationUnderTheSameId()
    {
        _host.Store.Add(FhirSamples.Cgm());
        var before = FhirHost.Matches(await _host.GetAsync("Observation?patient=p1")).Single();

        var enrolment = _host.Registry.Current.Enrolments["e-cgm-1"];
        _host.Registry.Current = _host.Registry.Current.With(enrolment with { Patient = "p_2 ü" });

        Assert.Empty(FhirHost.Matches(await _host.GetAsync("Observation?patient=p1")));
        var patient = FhirHost.Matches(await _host.GetAsync("Patient")).Select(p => (string)p["id"]!).Single(p => p != "p1");
        var after = FhirHost.Matches(await _host.GetAsync($"Observation?patient={patient}")).Single();
        Assert.Equal((string)before["id"]!, (string)after["id"]!);
        Assert.Equal($"Patient/{patient}", (string)after["subject"]!["reference"]!);
    }

    [Fact]
    public async Task Search_ByIdentifierAndByPost_FindsTheObservation()
    {
        _host.Store.Add(FhirSamples.Cgm());
        var id = (string)FhirHost.Matches(await _host.GetAsync("Observation")).Single()["id"]!;

        var bundle = await _host.GetAsync($"Observation?identifier=https://rpm.invalid/fhir/sid/measurement|{id}");
        var posted = await _host.Http.PostAsync("Observation/_search", new FormUrlEncodedContent([new("_id", id), new("status", "final")]), TestContext.Current.CancellationToken);

        Assert.Single(FhirHost.Matches(bundle));
        Assert.Single(FhirHost.Matches(JsonNode.Parse(await posted.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!));
    }

    [Theory]
    [InlineData("Observation/none", HttpStatusCode.NotFound)]
    [InlineData("Encounter/1", HttpStatusCode.NotFound)]
    [InlineData("Encounter", HttpStatusCode.NotFound)]
    [InlineData("Observation?date=yesterday", HttpStatusCode.BadRequest)]
    [InlineData("Observation?date=", HttpStatusCode.BadRequest)]
    [InlineData("Observation?_count=-1", HttpStatusCode.BadRequest)]
    [InlineData("Observation?_page=x", HttpStatusCode.BadRequest)]
    [InlineData("Observation?code:not=8867-4", HttpStatusCode.BadRequest)]
    [InlineData("Observation?patient.identifier=4711", HttpStatusCode.BadRequest)]
    [InlineData("Observation?_format=xml", HttpStatusCode.NotAcceptable)]
    [InlineData("Task/none", HttpStatusCode.NotFound)]
    [InlineData("Patient/none/x/y", HttpStatusCode.NotFound)]
    public async Task Fault_IsAnOperationOutcome(string path, HttpStatusCode status)
    {
        var response = await _host.Http.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/fhir+json", response.Content.Headers.ContentType!.MediaType);
        JsonSerializer.Deserialize<Hl7.Fhir.Model.OperationOutcome>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), Firely);
    }

    [Fact]
    public async Task Write_IsRefusedAsReadOnly()
    {
        var response = await _host.Http.PostAsync("Observation", new StringContent("{}"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    [Trait("Control", "C-58")]
    public async Task UnknownParameter_IsNamedInTheAnswerAndRefusedWhenStrict()
    {
        _host.Store.Add(FhirSamples.Cgm());

        var lenient = await _host.GetAsync("Observation?performer=x");
        using var request = new HttpRequestMessage(HttpMethod.Get, "Observation?performer=x");
        request.Headers.Add("Prefer", "handling=strict");
        var strict = await _host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var outcome = lenient["entry"]!.AsArray().Single(e => (string?)e!["search"]!["mode"] == "outcome")!;
        Assert.Contains("performer", outcome["resource"]!["issue"]![0]!["diagnostics"]!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("performer", lenient["link"]![0]!["url"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, strict.StatusCode);
    }

    [Fact]
    public async Task Read_WithTheVersionTheCallerHas_IsNotModified()
    {
        _host.Store.Add(FhirSamples.Cgm());
        var id = (string)FhirHost.Matches(await _host.GetAsync("Observation")).Single()["id"]!;
        var first = await _host.Http.GetAsync($"Observation/{id}", TestContext.Current.CancellationToken);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"Observation/{id}");
        again.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.Headers.ETag!.ToString()));

        var second = await _host.Http.SendAsync(again, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task Alerts_Search_ByStatusPatientAndIdentifier()
    {
        Populate();

        Assert.Equal(1, (int)(await _host.GetAsync("Task?status=completed"))["total"]!);
        Assert.Equal(1, (int)(await _host.GetAsync("Task?identifier=a-technical"))["total"]!);
        Assert.Equal(8, (int)(await _host.GetAsync("Task?patient=p1"))["total"]!);
        Assert.Equal(0, (int)(await _host.GetAsync("Task?patient=p2"))["total"]!);
        Assert.Equal(8, (await _host.AllAsync("Task?_count=2")).Distinct().Count());
        Assert.Equal(8, (await _host.AllAsync("Task?_count=2&_sort=date")).Distinct().Count());
        Assert.Equal(1, (int)(await _host.GetAsync("CommunicationRequest?status=revoked"))["total"]!);
    }

    [Fact]
    [Trait("Control", "C-96")]
    public async Task Alerts_AboutTheEngine_AreForNobodyAndAboutItsDevice()
    {
        _host.Alerts.Add(FhirSamples.Acknowledged(FhirSamples.Escalated(FhirSamples.Engine())));
        _host.Alerts.Add(FhirSamples.SilentDevices());
        var lines = new List<string>();
        foreach (var type in new[] { "Task", "CommunicationRequest", "Communication", "Device" })
        {
            var bundle = await _host.GetAsync(type);
            JsonSerializer.Deserialize<Hl7.Fhir.Model.Resource>(bundle.ToJsonString(), Firely);
            lines.Add(bundle.ToJsonString());
            Assert.DoesNotContain(EnginePatient.Id, bundle.ToJsonString(), StringComparison.Ordinal);
            Assert.All(FhirHost.Matches(bundle), r => Assert.True(r["for"] is null && r["subject"] is null));
        }

        var tasks = FhirHost.Matches(await _host.GetAsync("Task")).ToDictionary(t => (string)t["id"]!);
        Assert.Equal($"Device/{Rpm.Ingest.Fhir.OwnReferences.EngineId}", (string)tasks["a-engine"]["focus"]!["reference"]!);
        Assert.Equal(
            ["Device/cgm-1", "Device/cgm-2"],
            tasks["a-silent"]["input"]!.AsArray().Where(i => (string)i!["type"]!["coding"]![0]!["code"]! == "silent-device").Select(i => (string)i!["valueReference"]!["reference"]!));
        Assert.Equal("", await FhirTools.ValidateAsync(lines, TestContext.Current.CancellationToken));
    }

    private void Populate()
    {
        byte ordinal = 0;
        foreach (var (_, reading) in FhirSamples.Readings())
        {
            _host.Store.Add(reading, ordinal++);
        }

        _host.Alerts.Add(FhirSamples.Alert("a-raised"));
        _host.Alerts.Add(FhirSamples.Escalated(FhirSamples.Alert("a-escalated")));
        _host.Alerts.Add(FhirSamples.Cleared(FhirSamples.Acknowledged(FhirSamples.Alert("a-done"))));
        _host.Alerts.Add(FhirSamples.Wrong(FhirSamples.Alert("a-wrong")));
        _host.Alerts.Add(FhirSamples.Computed("a-rate", "rate(cgm.glucose, 15 min)", -32, 1, Unit.MilligramPerDecilitrePerMinute));
        _host.Alerts.Add(FhirSamples.Computed("a-count", "count(spo2 < 88 %, 10 min)", 3, 0, Unit.One));
        _host.Alerts.Add(FhirSamples.Computed("a-score", "news2", 7, 0, Unit.Score) with { Measure = null, Unanswered = true });
        _host.Alerts.Add(FhirSamples.Alert("a-technical", AlertClass.Technical, AlertPriority.Low) with { Kind = null, Measure = null, Value = null, Limit = null, Evidence = [], Limits = [] });
    }
}
