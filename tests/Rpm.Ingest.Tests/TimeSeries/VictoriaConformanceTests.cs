using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Journal;
using Rpm.Ingest.TimeSeries;
using Rpm.Ingest.TimeSeries.Influx;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.TimeSeries;

/// <summary>VictoriaMetrics keeps numbers only, in milliseconds, and cannot delete: the comparator and corrections are not to be had.</summary>
public sealed class VictoriaConformanceTests(VictoriaServer server) : SeriesConformance, IClassFixture<VictoriaServer>
{
    private readonly string _database = $"rpm{Guid.NewGuid():n}";
    private readonly HttpClient _http = InfluxHttp.CreateClient(TimeProvider.System);
    private InfluxSink? _sink;

    protected override bool Deletes => false;

    // It packs values as decimals and keeps at least twelve digits of them.
    internal override SeriesPoint Kept(SeriesPoint point) => point with { Comparator = Comparator.None, Value = Digits(point.Value) };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await server.StartAsync();
        _sink = new InfluxSink(new InfluxOptions { Url = server.Url, Database = _database }, _http, Embedded, Registry, NullLogger<InfluxSink>.Instance);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _http.Dispose();
    }

    internal override string Spelled(string identifier) => LineProtocolText.Stored(identifier);

    internal override async Task DeliverAsync(IReadOnlyList<JournalGroup> groups) =>
        Assert.Empty((await _sink!.DeliverAsync(groups, CancellationToken.None)).Rejected);

    internal override async Task<IReadOnlyList<SeriesPoint>> PointsAsync(string patient, Kind kind, Measure measure, Instant from, Instant to)
    {
        var points = await server.ExportAsync($"{{__name__=\"{Kinds.Of(kind).SeriesName}_{Measures.Name(measure)}\",db=\"{_database}\"}}");
        return
        [
            .. points.Where(p => p.Labels.GetProperty("patient").GetString() == Spelled(patient) && p.Time >= from.UnixMilliseconds && p.Time < to.UnixMilliseconds)
                .OrderBy(p => p.Time)
                .Select(p => new SeriesPoint(new Instant(p.Time), Digits(p.Value), kind, p.Labels.GetProperty("device").GetString()!, Comparator.None)),
        ];
    }

    private static double Digits(double value) =>
        double.Parse(value.ToString("G10", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
