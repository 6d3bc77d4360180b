using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Tests.Journal;
using Rpm.Ingest.Tests.TimeSeries;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Followers;

/// <summary>Outside sinks: their cursors, their counts, and how they come back when the journal has gone on without them.</summary>
public sealed class SinkFollowerTests : IDisposable
{
    private readonly JournalFixture _journal = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CursorFile _cursors;
    private readonly FakeRegistry _registry = new();
    private readonly FakeSink _sink = new();
    private long? _until;

    public SinkFollowerTests() => _cursors = new CursorFile(Path.Combine(_journal.Folder, "cursors.db"));

    public void Dispose()
    {
        _stop.Dispose();
        _cursors.Dispose();
        _journal.Dispose();
    }

    [Fact]
    public void CursorFile_Reopened_HasWhatWasKeptOfEachSink()
    {
        Assert.Null(_cursors.Find("influx"));
        _cursors.Keep("influx", new FollowerProgress(5, 3, 1));
        _cursors.Keep("fhir", new FollowerProgress(2, 2, 0));
        _cursors.Keep("influx", new FollowerProgress(9, 6, 2));
        using var again = new CursorFile(Path.Combine(_journal.Folder, "cursors.db"));
        Assert.Equal(new FollowerProgress(9, 6, 2), again.Find("influx"));
        Assert.Equal(new FollowerProgress(2, 2, 0), again.Find("fhir"));
    }

    [Fact]
    public void Reasons_ManyRejections_AreCountedTheCommonestFirstWithoutWhatTheServerQuotes()
    {
        SinkRejection[] rejected =
        [
            .. Enumerable.Range(1, 50).Select(i => new SinkRejection(i, $"unable to parse 'heart_rate,patient=p{i} heartRate={i}'")),
            new(51, "c"), new(52, "c"), new(53, "b"), new(54, "a"),
        ];
        Assert.Equal("50× unable to parse '…'; 2× c; 1× a; and 1 other reasons", SinkFollower.Reasons(rejected));
    }

    [Fact]
    [Trait("Control", "C-13")]
    public async Task Apply_SomeRefused_CountsEachOnceAndOverARestart()
    {
        _sink.Refuses = r => r.Position % 3 == 0;
        _journal.Groups.Commit(7);
        await RunAsync();
        _journal.Groups.Commit(3);
        var progress = await RunAsync();

        Assert.Equal(new FollowerProgress(10, 7, 3), progress);
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (long)i), _sink.Delivered);
        Assert.Equal(_journal.Log.Balance.Committed, progress.Written + progress.Rejected);
    }

    [Fact]
    public async Task Apply_Unavailable_KeepsNothingOfIt()
    {
        _journal.Groups.Commit(2);
        var follower = Follower();
        await follower.OpenAsync(_stop.Token);
        _sink.Down = true;
        await Assert.ThrowsAsync<SinkUnavailableException>(async () => await follower.ApplyAsync(_journal.Log.ReadAfter(0, 10), _stop.Token));
        Assert.Null(_cursors.Find("sink"));
        Assert.Equal(0, follower.TrimTo);
    }

    [Fact]
    [Trait("Control", "C-13")]
    public async Task NewSink_OnAnOldDataDirectory_GetsTheHistoryAndItsCountsAddUp()
    {
        var series = History(12);
        Trim(9);
        var progress = await RunAsync(series);

        Assert.Equal(Enumerable.Range(1, 12).Select(i => (long)i), _sink.Delivered);
        Assert.Equal(new FollowerProgress(12, 12, 0), progress);
    }

    [Fact]
    [Trait("Control", "C-13")]
    public async Task Detached_SomeWithdrawnAndSomeNobodysNow_LeavesNothingPending()
    {
        var series = History(12, withdrawn: [2, 5], nobodys: [7]);
        Trim(9);
        _sink.Refuses = r => r.Position == 4;
        var progress = await RunAsync(series);

        Assert.Equal([1, 3, 4, 6, 8, 9, 10, 11, 12], _sink.Delivered);
        Assert.Equal(new FollowerProgress(12, 11, 1), progress);
        Assert.Equal(_journal.Log.Balance.Committed, progress.Written + progress.Rejected);
    }

    [Fact]
    [Trait("Control", "C-99")]
    [Trait("Control", "C-13")]
    public async Task Detached_PatientErasedMeanwhile_ObeysAndLeavesNothingPending()
    {
        var series = History(12, missing: [3, 4, 8]);
        Trim(9);
        _registry.Current = _registry.Current.Without(new Erasure("gone", new Instant(1), "admin", "asked", 6, [new Enrolment("x", "gone", "d2", null, Instant.Min, Instant.Max)]));
        var progress = await RunAsync(series);

        Assert.Equal([1, 2, 5, 6, 7, 9, 10, 11, 12], _sink.Delivered);
        Assert.Equal("d2", Assert.Single(_sink.Erased).Enrolments![0].Device);
        Assert.Equal(new FollowerProgress(12, 12, 0), progress);
    }

    [Fact]
    [Trait("Control", "C-99")]
    [Trait("Control", "C-13")]
    public async Task Run_GroupsOfAnErasedPatient_AreNotHandedOverAndCountAsDone()
    {
        _registry.Enrol("e", "p", "d");
        var group = _journal.Groups.Commit(4);
        _journal.Groups.Commit(2);
        var patient = group.Readings.Span[0].Patient;
        _registry.Current = RegistrySnapshot.Empty.Without(new Erasure(patient, new Instant(1), "admin", "asked", 5, []));
        var progress = await RunAsync();

        Assert.Equal([5, 6], _sink.Delivered);
        Assert.Equal(new FollowerProgress(6, 6, 0), progress);
    }

    [Fact]
    [Trait("Control", "C-13")]
    public async Task Detached_MoreThanOnePartAndARestartBetween_GetsEachOnce()
    {
        var series = History(12_000, perGroup: 1000, withdrawn: [6_000]);
        Trim(7_500);
        _sink.DownAfter = 1;
        var pump = Pump(series);
        await pump.OpenAsync(_stop.Token);
        var run = pump.RunAsync(() => _until, _stop.Token);
        await Eventually.TrueAsync(() => pump.Fault is not null, "the second part fails");
        Assert.True(pump.Detached);
        Assert.True(pump.Lag > TimeSpan.Zero);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        _sink.DownAfter = int.MaxValue;
        var progress = await RunAsync(series);
        Assert.Equal(11_999, _sink.Delivered.Distinct().Count());
        Assert.Equal(_sink.Delivered.Count, _sink.Delivered.Distinct().Count());
        Assert.Equal(new FollowerProgress(12_000, 12_000, 0), progress);
    }

    /// <summary>So many readings in the journal and in the series store; the device is enrolled but for some.</summary>
    private FakeSeriesStore History(int readings, int perGroup = 3, long[]? withdrawn = null, long[]? nobodys = null, long[]? missing = null)
    {
        _registry.Enrol("e", "p", "d");
        var stored = new List<StoredReading>();
        for (var i = 0; i < readings; i += perGroup)
        {
            foreach (var reading in _journal.Groups.Commit(perGroup).Readings.ToArray())
            {
                if (missing?.Contains(reading.Position) == true)
                {
                    continue;
                }

                var kept = reading.Reading;
                kept.Device = nobodys?.Contains(reading.Position) == true ? "stranger" : kept.Device;
                stored.Add(new StoredReading(
                    reading.Position, reading.Received, 0, kept,
                    withdrawn?.Contains(reading.Position) == true ? new Withdrawal(reading.Received, "wrong", "nurse") : null));
            }
        }

        _journal.Clock.Advance(TimeSpan.FromMinutes(1));
        return new FakeSeriesStore([.. stored]);
    }

    private void Trim(long position)
    {
        Assert.True(_journal.File.Trim(position, 10_000) > 0);
        _journal.Reopen();
    }

    private SinkFollower Follower() => new(_sink, _cursors, NullLogger<SinkFollower>.Instance);

    private FollowerPump Pump(FakeSeriesStore? series) => new(
        Follower(), _journal.Log, _journal.Clock, NullLogger<FollowerPump>.Instance, new Resynchronisation(series ?? new FakeSeriesStore(), _registry, _journal.Clock), _registry);

    /// <summary>A run of the engine: from the kept cursor to the journal's end.</summary>
    private async Task<FollowerProgress> RunAsync(FakeSeriesStore? series = null)
    {
        var pump = Pump(series);
        await pump.OpenAsync(CancellationToken.None);
        _until = _journal.Log.LastGroup;
        await pump.RunAsync(() => _until, CancellationToken.None).WaitAsync(Eventually.Deadline);
        Assert.False(pump.Detached);
        Assert.Equal(TimeSpan.Zero, pump.Lag);
        Assert.Equal(_cursors.Find("sink"), pump.Progress);
        return pump.Progress;
    }

    private sealed class FakeSink : IOutsideSink
    {
        private int _deliveries;

        public List<long> Delivered { get; } = [];

        public List<PatientErased> Erased { get; } = [];

        public Func<CommittedReading, bool> Refuses { get; set; } = _ => false;

        public bool Down { get; set; }

        public int DownAfter { get; set; } = int.MaxValue;

        public string Name => "sink";

        public Task<SinkDelivery> DeliverAsync(IReadOnlyList<JournalGroup> groups, CancellationToken cancellationToken)
        {
            if (Down || _deliveries++ >= DownAfter)
            {
                throw new SinkUnavailableException("down");
            }

            var readings = groups.SelectMany(g => g.Readings.ToArray()).ToList();
            Erased.AddRange(groups.SelectMany(g => g.Entries).OfType<PatientErased>());
            Delivered.AddRange(readings.Select(r => r.Position));
            var refused = readings.Where(Refuses).Select(r => new SinkRejection(r.Position, "no")).ToList();
            return Task.FromResult(new SinkDelivery(readings.Count - refused.Count, refused));
        }
    }
}
