using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Journal;
using Rpm.Ingest.TimeSeries;
using Rpm.Ingest.TimeSeries.Influx;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.Ingest.Tests.TimeSeries;

public sealed class InfluxConformanceTests(InfluxdServer server) : SeriesConformance, IClassFixture<InfluxdServer>
{
    private readonly string _database = $"rpm \"{Guid.NewGuid():n}";
    private readonly HttpClient _http = InfluxHttp.CreateClient(TimeProvider.System);
    private InfluxSink? _sink;

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

    internal override async Task DeliverAsync(IReadOnlyList<JournalGroup> groups)
    {
        var delivery = await _sink!.DeliverAsync(groups, CancellationToken.None);
        Assert.Empty(delivery.Rejected);
        Assert.Equal(groups.Sum(g => g.Readings.Length), delivery.Written);
    }

    internal override async Task<IReadOnlyList<SeriesPoint>> PointsAsync(string patient, Kind kind, Measure measure, Instant from, Instant to)
    {
        var name = Measures.Name(measure);
        var rows = await server.QueryAsync(
            _database,
            $"SELECT \"{name}\", \"{name}_comparator\", \"device\" FROM \"{Kinds.Of(kind).SeriesName}\" WHERE \"patient\" = {LineProtocolText.InfluxQl(patient)} "
            + $"AND time >= {from.UnixMilliseconds}000000 AND time < {to.UnixMilliseconds}000000 ORDER BY time");
        return
        [
            .. rows.Where(r => r[1].ValueKind == JsonValueKind.Number).Select(r => new SeriesPoint(
                new Instant(r[0].GetInt64() / 1_000_000), r[1].GetDouble(), kind, r[3].GetString()!,
                r[2].ValueKind == JsonValueKind.Null ? Comparator.None : r[2].GetString() == "<" ? Comparator.Low : Comparator.High)),
        ];
    }
}
