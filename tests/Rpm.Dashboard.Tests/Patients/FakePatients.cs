using Rpm.Dashboard.Patients;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Dashboard.Tests.Patients;

/// <summary>One patient in memory, and what was asked to be changed.</summary>
internal sealed class FakePatients : IPatientRecords, IPatientCommands
{
    public List<PatientSample> Stored { get; } = [];

    public List<LatestValue> Latest { get; } = [];

    public List<PatientLimitRow> Rows { get; } = [];

    public List<LimitChange> History { get; } = [];

    public List<string> Asked { get; } = [];

    public ChangeResult Answer { get; set; } = ChangeResult.Success;

    public LimitPreview? Preview { get; set; }

    public PatientCard? Find(string patient) => patient == Samples.Card.Id ? Samples.Card : null;

    public Task<IReadOnlyList<PatientSample>> ReadAsync(string patient, IReadOnlyList<Kind> kinds, Instant from, Instant to, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PatientSample>>([.. Stored.Where(s => kinds.Contains(s.Kind) && s.Time >= from && s.Time < to).OrderBy(s => s.Time)]);

    public Task<IReadOnlyList<PatientSample>> NewestAsync(string patient, Kind kind, Instant from, Instant to, int skip, int take, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PatientSample>>(
            [.. Stored.Where(s => s.Kind == kind && s.Time >= from && s.Time < to).OrderByDescending(s => s.Time).Skip(skip).Take(take)]);

    public Task<IReadOnlyList<LatestValue>> LatestAsync(string patient, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<LatestValue>>(Latest);

    public Task<IReadOnlyList<Instant>> MeasuredAsync(string patient, Instant from, Instant to, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Instant>>([.. Stored.Where(s => s.Time >= from && s.Time < to).Select(s => s.Time)]);

    public Task<IReadOnlyList<WornDevice>> DevicesAsync(string patient, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<WornDevice>>([]);

    public Task<IReadOnlyList<Alert>> AlertsAsync(string patient, Instant from, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Alert>>([]);

    public IReadOnlyList<PatientLimitRow> Limits(string patient) => Rows;

    public IReadOnlyList<LimitChange> LimitHistory(string patient) => History;

    public Task<(LimitPreview? Preview, string? Fault)> PreviewAsync(
        string patient, string pack, string parameter, string? value, int days, CancellationToken cancellationToken)
    {
        Asked.Add($"preview {pack}/{parameter} {value} {days}");
        return Task.FromResult((Preview, Preview is null ? "refused" : null));
    }

    public Task<ChangeResult> SetLimitAsync(
        string patient, string pack, string parameter, string? value, string reason, string? prescriber, string by, CancellationToken cancellationToken)
    {
        Asked.Add($"set {pack}/{parameter} {value} because {reason} by {by}, prescriber '{prescriber}'");
        return Task.FromResult(Answer);
    }

    public Task<ChangeResult> ExcludeAsync(string patient, ReadingKey reading, string reason, string by, CancellationToken cancellationToken)
    {
        Asked.Add($"exclude {reading.Device} {reading.Time} because {reason} by {by}");
        return Task.FromResult(Answer);
    }

    public Task<long> CountNotTheirsAsync(string patient, ReadingKey reading, NotTheirs reach, CancellationToken cancellationToken) =>
        Task.FromResult(reach == NotTheirs.ThisReading ? 1L : 37L);

    public Task<ChangeResult> NotTheirsAsync(string patient, ReadingKey reading, NotTheirs reach, string reason, string by, CancellationToken cancellationToken)
    {
        Asked.Add($"not theirs {reach} {reading.Device} because {reason} by {by}");
        return Task.FromResult(Answer);
    }
}
