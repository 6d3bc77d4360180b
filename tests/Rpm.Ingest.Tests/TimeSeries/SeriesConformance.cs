using CsCheck;
using Rpm.Ingest.Journal;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.TimeSeries;

/// <summary>What every series store must do with the same journal, seen from whoever asks for a patient's points.</summary>
public abstract class SeriesConformance : IAsyncLifetime
{
    private static readonly Instant Start = Samples.Start;
    private readonly TestFolder _folder = new();
    private long _position = 1;

    internal FakeRegistry Registry { get; } = new();

    internal DuckSeriesStore Embedded { get; private set; } = null!;

    /// <summary>False for a store that cannot remove a point: corrections only add there.</summary>
    protected virtual bool Deletes => true;

    public virtual async ValueTask InitializeAsync() => Embedded = await DuckStores.OpenAsync(_folder.File("series.duckdb"));

    public virtual async ValueTask DisposeAsync()
    {
        await Embedded.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What the store keeps of a point.</summary>
    internal virtual SeriesPoint Kept(SeriesPoint point) => point;

    /// <summary>Gives the groups to the store under test; the embedded one has them already.</summary>
    internal abstract Task DeliverAsync(IReadOnlyList<JournalGroup> groups);

    /// <summary>A patient's points from inclusive to exclusive, oldest first.</summary>
    internal abstract Task<IReadOnlyList<SeriesPoint>> PointsAsync(string patient, Kind kind, Measure measure, Instant from, Instant to);

    /// <summary>How the store spells an identifier.</summary>
    internal virtual string Spelled(string identifier) => identifier;

    [Fact]
    public async Task Points_AnyReadings_AreThoseThatWentIn()
    {
        var devices = Samples.OddIdentifiers.ToArray();
        var patients = Samples.OddIdentifiers.Reverse().Take(9).ToArray();
        var times = Gen.Long[0, 3_600_000].Select(ms => Start + TimeSpan.FromMilliseconds(ms));
        var readings = Samples.AnyReading(Gen.OneOf(devices), times).Array[400].Single(static _ => true, "0000O26l7mJ3")
            .Select(Ordinary).DistinctBy(r => (r.Device, r.Kind, r.Time)).ToList();
        string Patient(string device) => patients[Array.IndexOf(devices, device) % patients.Length];
        foreach (var device in devices)
        {
            Registry.Enrol(device, Patient(device), device);
        }

        var owned = readings.Select(r => (Patient(r.Device), r)).ToList();
        await CommitAsync(Group(owned[..150]), Group(owned[150..]));

        foreach (var (kind, measure) in Kinds.All.SelectMany(k => k.Members, (k, m) => (k.Kind, m.Measure)).Where(m => !Measures.Of(m.Measure).IsCoded))
        {
            foreach (var patient in patients)
            {
                var expected = owned.Where(o => o.Item1 == patient && o.r.Kind == kind && o.r.Values.TryGet(measure, out _))
                    .Select(o => Kept(new SeriesPoint(o.r.Time, Units.ToCanonical(Value(o.r, measure)), kind, Spelled(o.r.Device), Value(o.r, measure).Comparator)));
                var found = await PointsAsync(patient, kind, measure, Start, Start + TimeSpan.FromHours(2));
                Assert.Equal(InOrder(expected), InOrder(found));
                Assert.Equal(found.Select(p => p.Time).Order(), found.Select(p => p.Time));
            }
        }
    }

    [Fact]
    public async Task Points_FromAndTo_AreInclusiveAndExclusive()
    {
        Registry.Enrol("e", "anna", "d");
        await CommitAsync(Group([.. Enumerable.Range(0, 4).Select(i => ("anna", Samples.Glucose("d", Start + TimeSpan.FromMinutes(i), 100 + i)))]));
        var found = await PointsAsync("anna", Kind.Cgm, Measure.Glucose, Start + TimeSpan.FromMinutes(1), Start + TimeSpan.FromMinutes(3));
        Assert.Equal([101.0, 102.0], found.Select(p => p.Value));
    }

    [Fact]
    public async Task Points_SameGroupsAgain_AreThereOnce()
    {
        Registry.Enrol("e", "anna", "d");
        var groups = new[] { Group([("anna", Samples.Glucose("d", Start, 100))]), Group([("anna", Samples.Glucose("d", Start + TimeSpan.FromMinutes(5), 110))]) };
        await CommitAsync(groups);
        await DeliverAsync(groups);
        await DeliverAsync([groups[1]]);
        Assert.Equal([100.0, 110.0], (await AllAsync("anna", Kind.Cgm, Measure.Glucose)).Select(p => p.Value).Distinct());
        if (Deletes)
        {
            Assert.Equal(2, (await AllAsync("anna", Kind.Cgm, Measure.Glucose)).Count);
        }
    }

    [Fact]
    public async Task Points_TwoReadingsInOneMillisecond_AreBothKept()
    {
        Registry.Enrol("e", "anna", "d");
        await CommitAsync(Group([("anna", Samples.Glucose("d", Start, 100)), ("anna", Samples.Glucose("d", Start, 105))]));
        var found = await AllAsync("anna", Kind.Cgm, Measure.Glucose);
        Assert.Equal([100.0, 105.0], found.Select(p => p.Value).Order());
        Assert.All(found, p => Assert.Equal(Start, p.Time));
    }

    [Fact]
    public async Task Points_CorrectedEnrolment_MoveToTheOtherPatient()
    {
        Assert.SkipUnless(Deletes, "This store cannot delete points.");
        var change = Start + TimeSpan.FromMinutes(10);
        Registry.Enrol("e", "anna", "d");
        await CommitAsync(Group([.. Enumerable.Range(0, 4).Select(i => ("anna", Samples.Glucose("d", Start + TimeSpan.FromMinutes(5 * i), 100 + i)))]));
        await CommitAsync(Group([], Registry.Enrol("e", "anna", "d", Instant.Min, change)));
        Assert.Equal([100.0, 101.0], (await AllAsync("anna", Kind.Cgm, Measure.Glucose)).Select(p => p.Value));

        await CommitAsync(Group([], Registry.Enrol("f", "ben", "d", change)));
        Assert.Equal([100.0, 101.0], (await AllAsync("anna", Kind.Cgm, Measure.Glucose)).Select(p => p.Value));
        Assert.Equal([102.0, 103.0], (await AllAsync("ben", Kind.Cgm, Measure.Glucose)).Select(p => p.Value));

        await CommitAsync(Group([], Registry.Enrol("e", "clara", "d", Instant.Min, change)));
        Assert.Empty(await AllAsync("anna", Kind.Cgm, Measure.Glucose));
        Assert.Equal([100.0, 101.0], (await AllAsync("clara", Kind.Cgm, Measure.Glucose)).Select(p => p.Value));
        Assert.Equal(2, (await AllAsync("ben", Kind.Cgm, Measure.Glucose)).Count);
    }

    [Fact]
    public async Task Points_CorrectionInTheMiddleOfAGroup_MovesWhatCameBeforeIt()
    {
        Assert.SkipUnless(Deletes, "This store cannot delete points.");
        Registry.Enrol("e", "anna", "end\\");
        var before = Group([("anna", Samples.HeartRate("end\\", Start, 60))], Registry.Enrol("e", "o'neil", "end\\"));
        var after = Group([("o'neil", Samples.HeartRate("end\\", Start + TimeSpan.FromMinutes(1), 61))]);
        await CommitAsync(before, after);
        Assert.Empty(await AllAsync("anna", Kind.HeartRate, Measure.HeartRate));
        Assert.Equal([60.0, 61.0], (await AllAsync("o'neil", Kind.HeartRate, Measure.HeartRate)).Select(p => p.Value));
    }

    [Fact]
    public async Task Points_WithdrawnReading_IsGoneAndItsNeighboursStay()
    {
        Assert.SkipUnless(Deletes, "This store cannot delete points.");
        Registry.Enrol("e", "anna", "d\\'\"d");
        await CommitAsync(
            Group([("anna", Samples.Glucose("d\\'\"d", Start, 100)), ("anna", Samples.Glucose("d\\'\"d", Start, 105)), ("anna", Samples.Glucose("d\\'\"d", Start + TimeSpan.FromMilliseconds(1), 110))]),
            Group([], new ReadingWithdrawn("d\\'\"d", Kind.Cgm, Start, 1, "anna", "wrong patient", "nurse")));
        Assert.Equal([100.0, 110.0], (await AllAsync("anna", Kind.Cgm, Measure.Glucose)).Select(p => p.Value));
    }

    internal JournalGroup Group(IReadOnlyList<(string Patient, Reading Reading)> readings, params JournalEntry[] entries)
    {
        var group = Samples.Group(_position, readings, entries);
        _position = group.Last + 1;
        return group;
    }

    internal async Task CommitAsync(params JournalGroup[] groups)
    {
        await Embedded.ApplyAsync(groups);
        await DeliverAsync(groups);
    }

    private Task<IReadOnlyList<SeriesPoint>> AllAsync(string patient, Kind kind, Measure measure) =>
        PointsAsync(patient, kind, measure, Start - TimeSpan.FromDays(1), Start + TimeSpan.FromDays(1));

    private static Quantity Value(Reading reading, Measure measure) => reading.Values.TryGet(measure, out var quantity) ? quantity : default;

    private static List<SeriesPoint> InOrder(IEnumerable<SeriesPoint> points) =>
        [.. points.OrderBy(p => p.Time).ThenBy(p => p.Device, StringComparer.Ordinal).ThenBy(p => p.Value)];

    // Without what bars a reading from the embedded store's points.
    private static Reading Ordinary(Reading reading)
    {
        reading.Quality &= ~Statistics.Barred;
        return reading.Values.TryGet(Measure.Sample, out var sample) && sample.Mantissa == Statistics.ControlSolution
            ? Samples.Glucose(reading.Device, reading.Time, 100) with { Kind = Kind.Glucose }
            : reading;
    }
}
