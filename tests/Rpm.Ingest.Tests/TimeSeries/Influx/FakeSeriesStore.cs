using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.TimeSeries.Influx;

/// <summary>A store that holds these readings; only what the sink asks for.</summary>
internal sealed class FakeSeriesStore(params StoredReading[] readings) : ISeriesStore
{
    public long Cursor { get; set; } = long.MaxValue;

    public Task<IReadOnlyList<StoredReading>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredReading>>(
        [
            .. readings.Where(r => query.Slices!.Any(s => s.Device == r.Reading.Device && s.From <= r.Reading.Time && r.Reading.Time < s.To))
                .OrderBy(r => r.Reading.Time).Skip(query.Skip).Take(query.Take ?? int.MaxValue),
        ]);

    public Task<long> CountAsync(SeriesQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<StoredReading?> FindAsync(string device, Kind kind, Instant time, byte ordinal, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<StoredReading>> FindByIdAsync(string device, string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<StoredReading>> ReadPositionsAsync(long after, long upTo, int take, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SeriesPoint>> PointsAsync(SeriesQuery query, Measure measure, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<SeriesBucket>> BucketsAsync(SeriesQuery query, Measure measure, TimeSpan every, TimeZoneInfo zone, CancellationToken cancellationToken) => throw new NotSupportedException();
}
