using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests;

/// <summary>Readings in memory; counts what was asked for.</summary>
internal sealed class FakeSeriesStore(params StoredReading[] readings) : ISeriesStore
{
    private readonly List<StoredReading> _readings = [.. readings];

    /// <summary>Most readings that one call gave back.</summary>
    public int LargestRead { get; private set; }

    public void Add(Reading reading, byte ordinal = 0, Withdrawal? withdrawal = null, Instant? received = null) =>
        _readings.Add(new StoredReading(_readings.Count + 1, received ?? reading.Time + TimeSpan.FromSeconds(2), ordinal, reading, withdrawal));

    public Task<IReadOnlyList<StoredReading>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken)
    {
        var matches = Matches(query).OrderBy(r => r.Reading.Time).ThenBy(r => r.Reading.Device, StringComparer.Ordinal).ThenBy(r => r.Reading.Kind).ThenBy(r => r.Ordinal).ToList();
        if (query.Descending)
        {
            matches.Reverse();
        }

        IReadOnlyList<StoredReading> page = [.. matches.Skip(query.Skip).Take(query.Take ?? int.MaxValue)];
        LargestRead = Math.Max(LargestRead, page.Count);
        return Task.FromResult(page);
    }

    public Task<long> CountAsync(SeriesQuery query, CancellationToken cancellationToken) => Task.FromResult(Matches(query).LongCount());

    public Task<StoredReading?> FindAsync(string device, Kind kind, Instant time, byte ordinal, CancellationToken cancellationToken) =>
        Task.FromResult(_readings.Find(r => r.Reading.Device == device && r.Reading.Kind == kind && r.Reading.Time == time && r.Ordinal == ordinal));

    public Task<IReadOnlyList<StoredReading>> FindByIdAsync(string device, string id, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public long Cursor { get; set; } = long.MaxValue;

    public Task<IReadOnlyList<StoredReading>> ReadPositionsAsync(long after, long upTo, int take, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredReading>>([.. _readings.Where(r => r.Position > after && r.Position <= upTo).OrderBy(r => r.Position).Take(take)]);

    public Task<IReadOnlyList<SeriesPoint>> PointsAsync(SeriesQuery query, Measure measure, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<SeriesBucket>> BucketsAsync(SeriesQuery query, Measure measure, TimeSpan every, TimeZoneInfo zone, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public async Task<IReadOnlyList<SeriesSample>> SamplesAsync(SeriesQuery query, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(query, cancellationToken)).Select(r => new SeriesSample(
            r.Reading.Time, r.Received, r.Reading.Device, r.Reading.Kind, r.Reading.User, r.Ordinal, r.Reading.Quality, r.Reading.Flags, r.Reading.Values, r.Withdrawal))];

    public Task<IReadOnlyList<DeviceSpan>> LastSeenAsync(SeriesQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DeviceSpan>>(
        [.. Matches(query).GroupBy(r => r.Reading.Device).Select(g => new DeviceSpan(g.Key, g.Max(r => r.Reading.Time), g.Max(r => r.Received)))]);

    public Task<IReadOnlyList<Instant>> QuartersAsync(SeriesQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    private IEnumerable<StoredReading> Matches(SeriesQuery query) => _readings.Where(r =>
        (query.Slices is null || query.Slices.Any(s => s.Device == r.Reading.Device && (s.User is null || s.User == r.Reading.User) && s.From <= r.Reading.Time && r.Reading.Time < s.To))
        && (query.Kinds is null || query.Kinds.Contains(r.Reading.Kind))
        && query.From <= r.Reading.Time && r.Reading.Time < query.To
        && (query.UpdatedFrom is null || r.Received >= query.UpdatedFrom || r.Withdrawal?.At >= query.UpdatedFrom)
        && (query.IncludeWithdrawn || r.Withdrawal is null));
}
