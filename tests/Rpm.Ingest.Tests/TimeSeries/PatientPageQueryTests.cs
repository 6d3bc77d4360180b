using Rpm.Ingest.Journal;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.TimeSeries;

/// <summary>What the page of a patient asks of the embedded store.</summary>
public sealed class PatientPageQueryTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private DuckSeriesStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await DuckStores.OpenAsync(_folder.File("series.duckdb"));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Samples_AreTheReadingsAsSent_WithdrawnOnesMarked()
    {
        var wrong = Samples.Glucose("d", At(5), 70, 1, Unit.MillimolePerLitre);
        var test = Samples.HeartRate("d", At(6), 60) with { Flags = ReadingFlags.Test, Quality = QualityFlags.Movement };
        await _store.ApplyAsync(Samples.Group(1, [("p", wrong), ("p", test)], new ReadingWithdrawn("d", Kind.Cgm, At(5), 0, "p", "wrong", "nurse")));

        var all = await _store.SamplesAsync(Query("d") with { IncludeWithdrawn = true }, default);
        var counted = await _store.SamplesAsync(Query("d"), default);

        Assert.Equal(2, all.Count);
        Assert.Equal((At(5), At(5) + TimeSpan.FromSeconds(3), "wrong", "nurse"), (all[0].Time, all[0].Received, all[0].Withdrawal!.Reason, all[0].Withdrawal!.By));
        Assert.Equal(wrong.Values, all[0].Values);
        Assert.Equal((QualityFlags.Movement, ReadingFlags.Test, Kind.HeartRate), (counted.Single().Quality, counted.Single().Flags, counted.Single().Kind));
    }

    [Fact]
    public async Task LastSeen_IsOfEachDeviceInTheSlices()
    {
        await _store.ApplyAsync(Samples.Group(1, [("p", Samples.HeartRate("a", At(1), 60)), ("p", Samples.HeartRate("a", At(9), 60)), ("p", Samples.HeartRate("b", At(2), 60)), ("q", Samples.HeartRate("c", At(99), 60))]));

        var seen = await _store.LastSeenAsync(Query("a", "b"), default);

        Assert.Equal([new DeviceSpan("a", At(9), At(9) + TimeSpan.FromSeconds(3)), new DeviceSpan("b", At(2), At(2) + TimeSpan.FromSeconds(3))], seen.OrderBy(s => s.Device));
    }

    [Fact]
    public async Task Quarters_CountAutomaticMeasurementsOnly()
    {
        var typed = Samples.HeartRate("a", At(40), 60) with { Flags = ReadingFlags.Manual };
        var off = Samples.HeartRate("a", At(60), 60) with { Quality = QualityFlags.SensorOff };
        var status = Samples.Reading("a", Kind.Status, At(80), (Measure.Battery, new Quantity(50, 0, Unit.Percent)));
        await _store.ApplyAsync(Samples.Group(1, [("p", Samples.HeartRate("a", At(1), 60)), ("p", Samples.HeartRate("a", At(14), 60)), ("p", Samples.HeartRate("a", At(15), 60)), ("p", typed), ("p", off), ("p", status)]));

        var quarters = await _store.QuartersAsync(Query("a"), default);

        Assert.Equal([At(0), At(15)], quarters.Order());
    }

    private static Instant At(int minute) => Samples.Start + TimeSpan.FromMinutes(minute);

    private static SeriesQuery Query(params string[] devices) => new() { Slices = [.. devices.Select(d => new SeriesSlice(d, null, Instant.Min, Instant.Max))] };
}
