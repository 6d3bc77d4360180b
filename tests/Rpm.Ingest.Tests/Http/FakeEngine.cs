using Rpm.Ingest.Http;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Http;

/// <summary>Everything behind the HTTP face, in memory, under the test's control.</summary>
internal sealed class FakeEngine : IIntake, IDryRun, IStatusSource, IHealthSource, IRegistry, IRegistryCommands, IPatientErasure, IQuarantine, ISeriesStore, IRecentFrames, IRegistryHistory
{
    public List<Frame> Accepted { get; } = [];

    public List<Frame> Tried { get; } = [];

    /// <summary>What becomes of a frame; null leaves its receipt open.</summary>
    public Func<Frame, FrameOutcome?> Outcome { get; set; } = _ => new FrameOutcome(1, 1, 0, []);

    public bool IsOpen { get; set; } = true;

    public EngineStatus Status { get; set; } = new(new Balance(10, 6, 2, 1, 1), [new FollowerStatus("series", 6, 5, 0, 1, 0.25)]);

    public EngineHealth Health { get; set; } = new(true, null, []);

    public RegistrySnapshot Current { get; set; } = RegistrySnapshot.Empty;

    public List<JournalEntry> Entries { get; } = [];

    public RegistryResult Answer { get; set; } = RegistryResult.Done;

    public List<QuarantineItem> InQuarantine { get; } = [];

    public List<QuarantineFilter> Replayed { get; } = [];

    public List<StoredReading> Stored { get; } = [];

    public List<SeriesQuery> Queries { get; } = [];

    public List<(TimeSpan Every, string Zone)> Bucketed { get; } = [];

    public IReadOnlyList<SeriesPoint> Points { get; set; } = [];

    public IReadOnlyList<RecentFrame> Recent { get; set; } = [];

    public Exception? Crash { get; set; }

    public ValueTask AcceptAsync(Frame frame, CancellationToken cancellationToken)
    {
        if (!IsOpen)
        {
            throw new IntakeStoppedException("The disk is full.");
        }

        lock (Accepted)
        {
            Accepted.Add(frame);
        }

        if (Outcome(frame) is { } outcome)
        {
            frame.Receipt.Commit(outcome);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<FrameOutcome> TryAsync(Frame frame, CancellationToken cancellationToken)
    {
        Tried.Add(frame);
        return ValueTask.FromResult(Outcome(frame)!);
    }

    EngineStatus IStatusSource.Read() => Crash is null ? Status : throw Crash;

    EngineHealth IHealthSource.Read() => Health;

    public ValueTask<RegistryResult> PutPatientAsync(Patient patient, string by, CancellationToken cancellationToken) =>
        Apply(new PatientPut(patient, by), RegistryResult.Done, r => r.With(patient));

    public ValueTask<RegistryResult> PutDeviceAsync(Device device, string by, CancellationToken cancellationToken) =>
        Apply(new DevicePut(device, by), RegistryResult.Done, r => r.With(device));

    public ValueTask<RegistryResult> PutEnrolmentAsync(Enrolment enrolment, string by, string? reason, CancellationToken cancellationToken) =>
        Apply(
            new EnrolmentPut(enrolment, Current.Enrolments.GetValueOrDefault(enrolment.Id), by, reason),
            RegistryRules.Check(enrolment, Current), r => r.With(enrolment));

    public ValueTask<RegistryResult> SetLimitAsync(LimitSet limit, CancellationToken cancellationToken) => Apply(limit, Answer, r => r);

    public ValueTask<RegistryResult> PauseAsync(MonitoringPaused pause, CancellationToken cancellationToken) =>
        Apply(pause, Answer, r => r.With(r.Patients[pause.Patient] with { PausedUntil = pause.Until }));

    public ValueTask<RegistryResult> WithdrawAsync(ReadingWithdrawn withdrawal, CancellationToken cancellationToken) => Apply(withdrawal, Answer, r => r);

    public Task<IReadOnlyList<QuarantineItem>> ListAsync(QuarantineFilter filter, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<QuarantineItem>>([.. InQuarantine
            .Where(i => i.Id > filter.After && (filter.Reason is null || i.Entry.Reason == filter.Reason) && (filter.Device is null || i.Entry.Device == filter.Device))
            .Take(filter.Take ?? int.MaxValue)]);

    public Task<QuarantineItem?> GetAsync(long id, CancellationToken cancellationToken) => Task.FromResult(InQuarantine.Find(i => i.Id == id));

    public Task<ReplayCounts> ReplayAsync(QuarantineFilter filter, CancellationToken cancellationToken)
    {
        Replayed.Add(filter);
        return Task.FromResult(new ReplayCounts(3, 1, 1, 1));
    }

    public Task<IReadOnlyList<StoredReading>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredReading>>(Stored);

    public Task<long> CountAsync(SeriesQuery query, CancellationToken cancellationToken) => Task.FromResult((long)Stored.Count);

    public Task<StoredReading?> FindAsync(string device, Kind kind, Instant time, byte ordinal, CancellationToken cancellationToken) =>
        Task.FromResult(Stored.Find(s => s.Reading.Device == device && s.Reading.Kind == kind && s.Reading.Time == time && s.Ordinal == ordinal));

    public Task<IReadOnlyList<StoredReading>> FindByIdAsync(string device, string id, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredReading>>([.. Stored.Where(s => s.Reading.Device == device && s.Reading.Id.ToString() == id)]);

    public long Cursor => long.MaxValue;

    public Task<IReadOnlyList<StoredReading>> ReadPositionsAsync(long after, long upTo, int take, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SeriesPoint>> PointsAsync(SeriesQuery query, Measure measure, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        return Task.FromResult(Points);
    }

    public Task<IReadOnlyList<SeriesSample>> SamplesAsync(SeriesQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<DeviceSpan>> LastSeenAsync(SeriesQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<Instant>> QuartersAsync(SeriesQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SeriesBucket>> BucketsAsync(
        SeriesQuery query, Measure measure, TimeSpan every, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        Bucketed.Add((every, zone.Id));
        return Task.FromResult<IReadOnlyList<SeriesBucket>>([new SeriesBucket(new Instant(0), 2, 40, null, 400)]);
    }

    public async Task<(RegistryResult Result, bool Complete)> EraseAsync(string patient, string by, string reason, CancellationToken cancellationToken) =>
        (await Apply(new PatientErased(patient, by, reason), Answer, r => r.Without(new Erasure(patient, new Instant(0), by, reason, 7, []))), Complete);

    /// <summary>Whether the engine's stores have obeyed an erasure at once.</summary>
    public bool Complete { get; set; } = true;

    public IReadOnlyList<RecentFrame> Of(string device) => Recent;

    public IReadOnlyList<RegistryChanged> ChangesOf(string patient) =>
        [.. Entries.Where(e => e is LimitSet set && set.Patient == patient).Select(e => new RegistryChanged(new Instant(1_000), e))];

    private ValueTask<RegistryResult> Apply(JournalEntry entry, RegistryResult result, Func<RegistrySnapshot, RegistrySnapshot> change)
    {
        if (!IsOpen)
        {
            throw new IntakeStoppedException("The disk is full.");
        }

        if (result.Outcome == RegistryOutcome.Done)
        {
            Entries.Add(entry);
            Current = change(Current);
        }

        return ValueTask.FromResult(result);
    }
}
