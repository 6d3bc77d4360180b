using CsCheck;
using DuckDB.NET.Data;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.TimeSeries;

public sealed class DuckSeriesStoreTests : IDisposable
{
    private static readonly Instant Start = Samples.Start;
    private readonly TestFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_AnyReadings_GivesThemBackBitForBit()
    {
        var count = 0;
        var gen = Samples.AnyReading(Samples.Identifier, Gen.Long[-1_000_000, 4_000_000_000_000].Select(ms => new Instant(ms))).Array[1, 40];
        await gen.SampleAsync(
            async readings =>
            {
                await using var store = await DuckStores.OpenAsync(_folder.File($"any{Interlocked.Increment(ref count)}.duckdb"), DuckStores.Small with { RunRows = 15 });
                var group = Samples.Group(1, [.. readings.Select(r => ("p", r))]);
                var half = readings.Length / 2;
                if (half > 0)
                {
                    await store.ApplyAsync(Samples.Group(1, [.. readings[..half].Select(r => ("p", r))]));
                }

                await store.ApplyAsync(Part(group, half));
                var stored = await store.ReadAsync(new SeriesQuery(), CancellationToken.None);
                var expected = group.Readings.ToArray().ToDictionary(c => c.Position);
                return stored.Count == readings.Length
                    && stored.All(s => expected[s.Position] is var c && s.Reading == c.Reading && s.Received == c.Received && s.Ordinal == c.Ordinal && s.Withdrawal is null);
            },
            iter: 25, threads: 1);
    }

    [Fact]
    public async Task OpenAsync_AfterClosing_KnowsCursorAndCounts()
    {
        await using (var store = await DuckStores.OpenAsync(_folder.File("s.duckdb")))
        {
            await store.ApplyAsync(Samples.Group(1, [("p", Samples.HeartRate("d", Start, 60)), ("p", Samples.HeartRate("d", Start + TimeSpan.FromMinutes(1), 61))]));
        }

        await using var again = await DuckStores.OpenAsync(_folder.File("s.duckdb"));
        Assert.Equal(new FollowerProgress(2, 2, 0), await again.OpenAsync(Stop));
        Assert.Equal(2, again.Cursor);
        Assert.Equal(2, await again.CountAsync(new SeriesQuery(), Stop));
    }

    [Fact]
    public async Task ReadPositionsAsync_OverSortedAndRecentRows_GivesThemInOrderOfTheJournalWithdrawnOnesMarked()
    {
        await using var store = await DuckStores.OpenAsync(_folder.File("p.duckdb"), DuckStores.Small with { RunRows = 3 });
        await store.ApplyAsync(Samples.Group(1, [.. Enumerable.Range(0, 4).Select(i => ("p", Samples.HeartRate("d", Start - TimeSpan.FromMinutes(i), 60 + i)))]));
        await store.ApplyAsync(Samples.Group(
            5, [.. Enumerable.Range(4, 2).Select(i => ("p", Samples.HeartRate("d", Start - TimeSpan.FromMinutes(i), 60 + i)))],
            [new ReadingWithdrawn("d", Kind.HeartRate, Start - TimeSpan.FromMinutes(1), 0, "p", "wrong", "nurse")]));
        Assert.Equal([2, 3, 4], (await store.ReadPositionsAsync(1, 5, 3, Stop)).Select(r => r.Position));
        Assert.Equal([4, 5], (await store.ReadPositionsAsync(3, 5, 10, Stop)).Select(r => r.Position));
        Assert.Equal([2], (await store.ReadPositionsAsync(0, 6, 10, Stop)).Where(r => r.Withdrawal is { By: "nurse" }).Select(r => r.Position));
    }

    [Fact]
    [Trait("Control", "C-99")]
    public async Task ApplyAsync_PatientErased_DeletesTheRowsOfTheEnrolmentsAndNoOthers()
    {
        var file = _folder.File("e.duckdb");
        await using (var store = await DuckStores.OpenAsync(file, DuckStores.Small with { RunRows = 5 }))
        {
            var readings = Enumerable.Range(0, 10).Select(i => ("p", Samples.HeartRate(i % 2 == 0 ? "his" : "hers", Start + TimeSpan.FromMinutes(i), 60 + i))).ToList();
            await store.ApplyAsync(Samples.Group(1, readings, new ReadingWithdrawn("his", Kind.HeartRate, Start, 0, "p", "wrong", "nurse")));
            // His enrolment ends before his device's reading at minute 8, which somebody else took.
            await store.ApplyAsync(Samples.Group(
                12, [("p", Samples.HeartRate("his", Start + TimeSpan.FromMinutes(2.5), 99))],
                new PatientErased("p", "admin", "asked", [new Enrolment("e", "p", "his", null, Start, Start + TimeSpan.FromMinutes(8))])));
            await store.ApplyAsync(Samples.Group(14, [("q", Samples.HeartRate("his", Start + TimeSpan.FromMinutes(3.5), 61))]));
        }

        await using var again = await DuckStores.OpenAsync(file);
        Assert.Equal(new FollowerProgress(14, 12, 0), await again.OpenAsync(Stop));
        var left = await again.ReadAsync(new SeriesQuery { IncludeWithdrawn = true }, Stop);
        Assert.Equal([2, 4, 14, 6, 8, 9, 10], left.Select(r => r.Position));
        Assert.All(left, r => Assert.Null(r.Withdrawal));
    }

    [Fact]
    public async Task ApplyAsync_GroupAtOrBelowTheCursor_IsSkipped()
    {
        await using var store = await DuckStores.OpenAsync(_folder.File("s.duckdb"));
        var first = Samples.Group(1, [("p", Samples.HeartRate("d", Start, 60))]);
        var second = Samples.Group(2, [("p", Samples.HeartRate("d", Start + TimeSpan.FromSeconds(1), 61))]);
        await store.ApplyAsync(first);
        await store.ApplyAsync(first, second);
        Assert.Equal(new FollowerProgress(2, 2, 0), await store.ApplyAsync([first, second], Stop));
        Assert.Equal(2, await store.CountAsync(new SeriesQuery(), Stop));
    }

    [Fact]
    public async Task ReadAsync_Slices_AreAlternativesWithUserSlotAndHalfOpenSpan()
    {
        await using var store = await DuckStores.OpenAsync(_folder.File("s.duckdb"));
        Reading Of(string device, short user, int minute) => Samples.HeartRate(device, Start + TimeSpan.FromMinutes(minute), minute) with { User = user };
        await store.ApplyAsync(Samples.Group(1, [
            ("p", Of("a", 1, 0)), ("p", Of("a", 1, 5)), ("p", Of("a", 1, 10)), ("p", Of("a", 2, 6)), ("p", Of("a", -1, 7)), ("p", Of("b", -1, 1)), ("p", Of("c", -1, 1))]));
        var query = new SeriesQuery
        {
            Slices =
            [
                new SeriesSlice("a", 1, Start, Start + TimeSpan.FromMinutes(10)),
                new SeriesSlice("b", null, Instant.Min, Instant.Max),
                new SeriesSlice("unknown", null, Instant.Min, Instant.Max),
            ],
        };
        var found = await store.ReadAsync(query, Stop);
        Assert.Equal([("a", 0L), ("b", 1L), ("a", 5L)], found.Select(r => (r.Reading.Device, r.Reading.Values[0].Quantity.Mantissa)));
        Assert.Empty(await store.ReadAsync(new SeriesQuery { Slices = [] }, Stop));
        Assert.Equal(0, await store.CountAsync(new SeriesQuery { Slices = [new SeriesSlice("unknown", null, Instant.Min, Instant.Max)] }, Stop));
        Assert.Single(await store.ReadAsync(query with { From = Start + TimeSpan.FromMinutes(5), To = Start + TimeSpan.FromMinutes(6) }, Stop));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_PagesInEitherOrder_AreTheWholeWithoutOverlap(bool descending)
    {
        await using var store = await DuckStores.OpenAsync(_folder.File("s.duckdb"), DuckStores.Small with { RunRows = 30 });
        var readings = Enumerable.Range(0, 100).Select(i => ("p", Samples.HeartRate($"d{i % 7}", Start + TimeSpan.FromSeconds(i / 10), 50 + i))).ToList();
        await store.ApplyAsync(Samples.Group(1, readings.GetRange(0, 60)));
        await store.ApplyAsync(Samples.Group(61, readings.GetRange(60, 40)));
        var query = new SeriesQuery { Descending = descending };
        var all = (await store.ReadAsync(query, Stop)).Select(r => r.Position).ToList();
        var paged = new List<long>();
        for (var skip = 0; skip < 100; skip += 9)
        {
            paged.AddRange((await store.ReadAsync(query with { Skip = skip, Take = 9 }, Stop)).Select(r => r.Position));
        }

        Assert.Equal(100, all.Count);
        Assert.Equal(all, paged);
        Assert.Equal(100, await store.CountAsync(query with { Skip = 5, Take = 1 }, Stop));
        var times = (await store.ReadAsync(query, Stop)).Select(r => r.Reading.Time).ToList();
        Assert.Equal(descending ? times.OrderDescending() : times.Order(), times);
    }

    [Fact]
    public async Task ApplyAsync_Withdrawal_MarksTheReadingAndHidesItFromOrdinaryQueries()
    {
        await using var store = await DuckStores.OpenAsync(_folder.File("s.duckdb"));
        var bad = Samples.Glucose("d", Start, 55);
        var group = Samples.Group(1, [("p", bad), ("p", Samples.Glucose("d", Start + TimeSpan.FromMinutes(5), 120))]);
        await store.ApplyAsync(group);
        var withdrawal = Samples.Group(3, [], new ReadingWithdrawn("d", Kind.Cgm, Start, 0, "p", "wrong patient", "nurse"));
        await store.ApplyAsync(withdrawal);

        Assert.Equal(2, Assert.Single(await store.ReadAsync(new SeriesQuery(), Stop)).Position);
        var all = await store.ReadAsync(new SeriesQuery { IncludeWithdrawn = true }, Stop);
        Assert.Equal(new Withdrawal(withdrawal.At, "wrong patient", "nurse"), all[0].Withdrawal);
        Assert.Null(all[1].Withdrawal);
        Assert.Equal("wrong patient", (await store.FindAsync("d", Kind.Cgm, Start, 0, Stop))?.Withdrawal?.Reason);
        Assert.Single(await store.PointsAsync(new SeriesQuery { IncludeWithdrawn = true }, Measure.Glucose, Stop));
    }

    [Fact]
    public async Task ReadAsync_UpdatedFrom_FindsWhatWasReceivedOrWithdrawnSince()
    {
        await using var store = await DuckStores.OpenAsync(_folder.File("s.duckdb"));
        var group = Samples.Group(1, [("p", Samples.HeartRate("d", Start, 60)), ("p", Samples.HeartRate("d", Start + TimeSpan.FromHours(1), 61)), ("p", Samples.HeartRate("d", Start + TimeSpan.FromHours(2), 62))]);
        var withdrawal = Samples.Group(4, [], new ReadingWithdrawn("d", Kind.HeartRate, Start, 0, "p", "r", "b"));
        await store.ApplyAsync(group, withdrawal);
        var query = new SeriesQuery { UpdatedFrom = Start + TimeSpan.FromHours(2) + TimeSpan.FromSeconds(3), IncludeWithdrawn = true };
        Assert.Equal([1L, 3L], (await store.ReadAsync(query, Stop)).Select(r => r.Position));
        Assert.Equal(2, await store.CountAsync(query, Stop));
        Assert.Equal([3L], (await store.ReadAsync(query with { IncludeWithdrawn = false }, Stop)).Select(r => r.Position));
        Assert.Equal([1L], (await store.ReadAsync(query with { UpdatedFrom = withdrawal.At }, Stop)).Select(r => r.Position));
        Assert.Empty(await store.ReadAsync(query with { UpdatedFrom = withdrawal.At + TimeSpan.FromMilliseconds(1) }, Stop));
    }

    [Fact]
    public async Task FindByIdAsync_IdUsedTwice_GivesBoth()
    {
        await using var store = await DuckStores.OpenAsync(_folder.File("s.duckdb"));
        Reading With(string device, int minute, string id)
        {
            var reading = Samples.HeartRate(device, Start + TimeSpan.FromMinutes(minute), 60);
            reading.Id = ReadingId.Create(id);
            return reading;
        }

        await store.ApplyAsync(Samples.Group(1, [("p", With("d", 0, "a'1")), ("p", With("d", 9, "a'1")), ("p", With("d", 5, "a2")), ("p", With("e", 0, "a'1"))]));
        Assert.Equal([1L, 2L], (await store.FindByIdAsync("d", "a'1", Stop)).Select(r => r.Position));
        Assert.Empty(await store.FindByIdAsync("nobody", "a'1", Stop));
        Assert.Null(await store.FindAsync("d", Kind.HeartRate, Start, 1, Stop));
    }

    [Fact]
    public async Task PointsAsync_BarredReadings_AreNotAmongThem()
    {
        await using var store = await DuckStores.OpenAsync(_folder.File("s.duckdb"));
        Reading Flagged(int minute, QualityFlags quality) => Samples.Glucose("d", Start + TimeSpan.FromMinutes(minute), 100 + minute) with { Quality = quality };
        var control = Samples.Reading("d", Kind.Glucose, Start + TimeSpan.FromMinutes(9),
            (Measure.Glucose, new Quantity(300, 0, Unit.MilligramPerDecilitre)), (Measure.Sample, new Quantity((long)SampleType.ControlSolution, 0, Unit.None)));
        var capillary = Samples.Reading("d", Kind.Glucose, Start + TimeSpan.FromMinutes(10),
            (Measure.Glucose, new Quantity(58, 1, Unit.MillimolePerLitre)), (Measure.Sample, new Quantity((long)SampleType.CapillaryWholeBlood, 0, Unit.None)));
        await store.ApplyAsync(Samples.Group(1, [
            ("p", Flagged(0, QualityFlags.None)), ("p", Flagged(1, QualityFlags.SensorOff)), ("p", Flagged(2, QualityFlags.Invalid)),
            ("p", Flagged(3, QualityFlags.Demonstration | QualityFlags.Movement)), ("p", Flagged(4, QualityFlags.Calibration)),
            ("p", Flagged(5, QualityFlags.Questionable)), ("p", control), ("p", capillary), ("p", Samples.HeartRate("d", Start, 60))]));
        var points = await store.PointsAsync(new SeriesQuery(), Measure.Glucose, Stop);
        Assert.Equal([100, 105, 5.8 * 18.0156], points.Select(p => p.Value));
        Assert.Equal(8, await store.CountAsync(new SeriesQuery { Kinds = [Kind.Cgm, Kind.Glucose] }, Stop));
    }

    [Fact]
    public async Task BucketsAsync_ClampedValues_CountInMinAndMaxNotInTheMean()
    {
        await using var store = await DuckStores.OpenAsync(_folder.File("s.duckdb"));
        await store.ApplyAsync(Samples.Group(1, [
            ("p", Samples.Glucose("d", Start, 39, comparator: Comparator.Low)),
            ("p", Samples.Glucose("d", Start + TimeSpan.FromMinutes(5), 100)),
            ("p", Samples.Glucose("d", Start + TimeSpan.FromMinutes(10), 200)),
            ("p", Samples.Glucose("d", Start + TimeSpan.FromHours(3), 401, comparator: Comparator.High))]));
        var buckets = await store.BucketsAsync(new SeriesQuery { Descending = true }, Measure.Glucose, TimeSpan.FromHours(1), TimeZoneInfo.Utc, Stop);
        Assert.Equal(
            [new SeriesBucket(Start, 3, 39, 150, 200), new SeriesBucket(Start + TimeSpan.FromHours(3), 1, 401, null, 401)], buckets);
    }

    [Fact]
    public async Task OpenAsync_NewerSchema_IsRefusedAndNothingChanges()
    {
        var path = _folder.File("s.duckdb");
        await (await DuckStores.OpenAsync(path)).DisposeAsync();
        using (var connection = new DuckDBConnection($"Data Source={path}"))
        {
            connection.Open();
            SeriesSchema.Execute(connection, "UPDATE schema_version SET version = 99");
        }

        var fault = await Assert.ThrowsAsync<SeriesStoreException>(() => DuckStores.OpenAsync(path));
        Assert.Contains("99", fault.Message, StringComparison.Ordinal);
        Assert.Contains("newer Rpm", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_NotASeriesFile_SaysSo()
    {
        var path = _folder.File("s.duckdb");
        await File.WriteAllTextAsync(path, new string('x', 20_000), Stop);
        await Assert.ThrowsAsync<SeriesStoreException>(() => DuckStores.OpenAsync(path));
    }

    [Fact]
    public async Task ReadAsync_WhileTheWriterAppliesAndSorts_SeesWholeGroupsOnly()
    {
        await using var store = await DuckStores.OpenAsync(_folder.File("s.duckdb"), DuckStores.Small with { RunRows = 1_500 });
        const int Size = 100;
        var writer = Task.Run(
            async () =>
            {
                for (var i = 0; i < 60; i++)
                {
                    await store.ApplyAsync(Samples.Group(
                        1 + (i * Size), [.. Enumerable.Range(0, Size).Select(k => ("p", Samples.HeartRate($"d{k % 9}", Start + TimeSpan.FromSeconds((i * Size) + k), 60)))]));
                }
            },
            Stop);
        var reads = 0;
        while (!writer.IsCompleted)
        {
            var known = store.Cursor;
            var count = await store.CountAsync(new SeriesQuery(), Stop);
            Assert.Equal(0, count % Size);
            Assert.True(count >= known, $"{count} readings, the cursor said {known}");
            var device = await store.PointsAsync(new SeriesQuery { Slices = [new SeriesSlice("d3", null, Instant.Min, Instant.Max)] }, Measure.HeartRate, Stop);
            Assert.Equal(device.Select(p => p.Time).Distinct().Count(), device.Count);
            reads++;
        }

        await writer;
        Assert.True(reads > 0);
        Assert.Equal(6_000, await store.CountAsync(new SeriesQuery(), Stop));
    }

    private static JournalGroup Part(JournalGroup whole, int from) => new()
    {
        Id = whole.First + from,
        First = whole.First + from,
        Last = whole.Last,
        At = whole.At,
        Readings = whole.Readings[from..],
        Entries = [],
        Balance = default,
    };
}
