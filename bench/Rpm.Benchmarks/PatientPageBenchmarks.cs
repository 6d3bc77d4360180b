using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Journal;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Benchmarks;

/// <summary>
/// What the page of a patient reads, out of a store that holds 90 days of many others: each patient has a glucose sensor (every 5 minutes) and an oximeter
/// (every 30 seconds), and everything arrived in order of time, so that the newest rows lie unsorted among everybody's. Goal: 14 days of glucose within 100 ms.
/// </summary>
[MemoryDiagnoser]
[IterationCount(20)]
[WarmupCount(3)]
public class PatientPageBenchmarks
{
    private const int Days = 90;
    private const int GroupRows = 20_000;

    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly Instant End = Start + TimeSpan.FromDays(Days);

    private string _folder = "";
    private DuckSeriesStore _store = null!;

    /// <summary>Patients; each has 285,120 rows.</summary>
    [Params(4, 40, 200)]
    public int Patients { get; set; }

    [GlobalSetup]
    public async Task FillAsync()
    {
        // Filled once: the file stays for the next benchmark and the next run, until somebody deletes it.
        _folder = Path.Combine(Path.GetTempPath(), $"rpm-bench-series-{Patients}");
        Directory.CreateDirectory(_folder);
        _store = new DuckSeriesStore(Path.Combine(_folder, "series.duckdb"), new SeriesOptions(), TimeProvider.System, NullLogger<DuckSeriesStore>.Instance);
        await _store.OpenAsync(CancellationToken.None);
        var (stored, all) = (_store.Cursor, (long)Patients * Days * 3168);
        if (stored == all)
        {
            return;
        }

        var random = new Random(1);
        var (batch, position) = (new List<CommittedReading>(GroupRows), 1L);
        for (var slot = 0; slot < Days * 2880; slot++)
        {
            var time = Start + TimeSpan.FromSeconds(30 * slot);
            for (var patient = 0; patient < Patients; patient++)
            {
                Add(Of($"ox-{patient}", Kind.PulseOximetry, time, Measure.Spo2, random.Next(88, 100), Unit.Percent));
                if (slot % 10 == 0)
                {
                    Add(Of($"cgm-{patient}", Kind.Cgm, time, Measure.Glucose, random.Next(60, 280), Unit.MilligramPerDecilitre));
                }
            }

            if (batch.Count >= GroupRows)
            {
                await ApplyAsync();
            }
        }

        await ApplyAsync();

        void Add(Reading reading)
        {
            // What an earlier run that was broken off has stored is there already.
            if (position > stored)
            {
                batch.Add(new CommittedReading { Position = position, Patient = "p", Ordinal = 0, Received = reading.Time + TimeSpan.FromSeconds(2), Reading = reading });
            }

            position++;
        }

        async Task ApplyAsync()
        {
            if (batch.Count == 0)
            {
                return;
            }

            await _store.ApplyAsync(
                [
                    new JournalGroup
                    {
                        Id = batch[0].Position, First = batch[0].Position, Last = position - 1, At = batch[^1].Received, Readings = batch.ToArray(), Entries = [], Balance = default,
                    },
                ],
                CancellationToken.None);
            batch.Clear();
        }
    }

    [GlobalCleanup]
    public async Task CloseAsync() => await _store.DisposeAsync();

    [Benchmark]
    public async Task<int> GlucoseOfADay() => (await ReadAsync("cgm", Kind.Cgm, 1)).Count;

    [Benchmark]
    public async Task<int> GlucoseOfAFortnight() => (await ReadAsync("cgm", Kind.Cgm, 14)).Count;

    [Benchmark]
    public async Task<int> GlucoseOfAMonth() => (await ReadAsync("cgm", Kind.Cgm, 30)).Count;

    [Benchmark]
    public async Task<int> SaturationOfAFortnight() => (await ReadAsync("ox", Kind.PulseOximetry, 14)).Count;

    [Benchmark]
    public async Task<int> MeasuredDays() => (await _store.QuartersAsync(Query("cgm", "ox", 30), CancellationToken.None)).Count;

    [Benchmark]
    public async Task<int> LastSeen() => (await _store.LastSeenAsync(Query("cgm", "ox", 30), CancellationToken.None)).Count;

    private Task<IReadOnlyList<SeriesSample>> ReadAsync(string device, Kind kind, int days) =>
        _store.SamplesAsync(Query(device, device, days) with { Kinds = [kind] }, CancellationToken.None);

    private SeriesQuery Query(string one, string other, int days) => new()
    {
        Slices = [.. new[] { one, other }.Distinct().Select(d => new SeriesSlice($"{d}-{Patients / 2}", null, Instant.Min, Instant.Max))],
        From = End - TimeSpan.FromDays(days),
        To = End,
    };

    private static Reading Of(string device, Kind kind, Instant time, Measure measure, long value, Unit unit)
    {
        var reading = new Reading { Device = device, Kind = kind, Time = time, User = -1 };
        reading.Values.Add(measure, new Quantity(value, 0, unit));
        return reading;
    }
}
