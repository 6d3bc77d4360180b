using Rpm.Ingest.Explanations;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Tests.Monitoring;
using Rpm.Ingest.TimeSeries;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Explanations;

/// <summary>A monitor that judged live, and the stores that an explanation reads.</summary>
internal sealed class ExplainedRun(MonitorRun run) : IAsyncDisposable
{
    public const string Patient = "anna";

    public MonitorRun Run => run;

    /// <summary>Readings that the series store has lost; an explanation must notice.</summary>
    public Predicate<StoredReading> Lost { get; set; } = _ => false;

    /// <summary>The patient with an oximeter and a glucose sensor, judged by the shipped packs.</summary>
    public static async Task<ExplainedRun> StartAsync(Patient? patient = null)
    {
        var run = new MonitorRun(1);
        await run.OpenAsync();
        await run.ApplyAsync(
            [], MonitorRun.Pack("oximetry"), MonitorRun.Pack("cgm"), MonitorRun.Pack("blood-pressure"), new PatientPut(patient ?? new Patient { Id = Patient }, "t"), Enrol("ox"), Enrol("cgm"));
        return new ExplainedRun(run);
    }

    public static EnrolmentPut Enrol(string device) => new(new Enrolment("e-" + device, Patient, device, null, Instant.Min, Instant.Max), null, "t", null);

    public async Task SpO2Async(params int[] values)
    {
        foreach (var value in values)
        {
            await run.ApplyAsync([MonitorRun.Spo2(Patient, "ox", run.Now, value)]);
            run.Wait(TimeSpan.FromSeconds(30));
        }
    }

    public async Task GlucoseAsync(params int[] values)
    {
        foreach (var value in values)
        {
            await run.ApplyAsync([MonitorRun.Glucose(Patient, "cgm", run.Now, value)]);
            run.Wait(TimeSpan.FromMinutes(5));
        }
    }

    public Task ActAsync(AlertActionKind kind, Alert alert, string? reason = null) =>
        run.ApplyAsync([], new AlertActed(new AlertAction(kind, alert.Id, Patient, "nurse", "seen", reason, Assignee: kind == AlertActionKind.Assign ? "ben" : null)));

    /// <summary>Every alert that was ever raised.</summary>
    public async Task<IReadOnlyList<Alert>> AlertsAsync()
    {
        await run.AdvanceAsync();
        return [.. (await run.Alerts.ListAsync(new(), default)).OrderBy(a => a.Raised)];
    }

    public async Task<AlertExplanation> ExplainAsync(Alert alert) => await ExplainAsync(alert.Id) ?? throw new InvalidOperationException("no such alert");

    public async Task<AlertExplanation?> ExplainAsync(string alert)
    {
        var path = Path.Combine(run.Folder, $"registry-{Guid.NewGuid():n}.db");
        using var registry = new RegistryStore(path);
        registry.Load();
        await registry.OpenAsync(default);
        await registry.ApplyAsync(run.Journal, default);
        return await new AlertExplainer(run.Alerts, registry, new FakeSeriesStore([.. Stored().Where(r => !Lost(r))])).ExplainAsync(alert, default);
    }

    public ValueTask DisposeAsync() => run.DisposeAsync();

    private IEnumerable<StoredReading> Stored()
    {
        var withdrawn = run.Journal.SelectMany(g => g.Entries.OfType<ReadingWithdrawn>().Select(w => (w, g.At)))
            .DistinctBy(w => (w.w.Device, w.w.Kind, w.w.Time)).ToDictionary(w => (w.w.Device, w.w.Kind, w.w.Time), w => new Withdrawal(w.At, w.w.Reason, w.w.By));
        foreach (var reading in run.Journal.SelectMany(g => g.Readings.ToArray()))
        {
            // A withdrawal from before the reading came is none of it.
            var found = withdrawn.GetValueOrDefault((reading.Reading.Device, reading.Reading.Kind, reading.Reading.Time));
            yield return new StoredReading(reading.Position, reading.Received, reading.Ordinal, reading.Reading, found?.At >= reading.Received ? found : null);
        }
    }
}
