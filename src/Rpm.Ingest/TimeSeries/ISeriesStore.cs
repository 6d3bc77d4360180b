using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>The long history: every committed reading since the data directory was made, as sent.</summary>
internal interface ISeriesStore
{
    /// <summary>Position of the last journal entry that is in the store: everything up to it can be read here.</summary>
    long Cursor { get; }

    /// <summary>The readings that match, in the asked order.</summary>
    Task<IReadOnlyList<StoredReading>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>How many match, ignoring <see cref="SeriesQuery.Skip"/> and <see cref="SeriesQuery.Take"/>.</summary>
    Task<long> CountAsync(SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>The one reading of this identity, withdrawn or not; null where there is none.</summary>
    Task<StoredReading?> FindAsync(string device, Kind kind, Instant time, byte ordinal, CancellationToken cancellationToken);

    /// <summary>The readings that carried this sender's id; several where a device reset its numbering.</summary>
    Task<IReadOnlyList<StoredReading>> FindByIdAsync(string device, string id, CancellationToken cancellationToken);

    /// <summary>
    /// One measure in its canonical unit, in the query's order, never cut short. What <see cref="Statistics"/> bars and what
    /// was withdrawn is not among them.
    /// </summary>
    Task<IReadOnlyList<SeriesPoint>> PointsAsync(SeriesQuery query, Measure measure, CancellationToken cancellationToken);

    /// <summary>
    /// The same in buckets, oldest first; empty ones are left out. Shorter than a day they are aligned to the Unix epoch, whole
    /// days to local midnight of <paramref name="zone"/>. Clamped ("low"/"high") values count in min and max, not in the mean.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="every"/> is not <see cref="SeriesBuckets.IsLength"/>.</exception>
    Task<IReadOnlyList<SeriesBucket>> BucketsAsync(SeriesQuery query, Measure measure, TimeSpan every, TimeZoneInfo zone, CancellationToken cancellationToken);

    /// <summary>The readings that match as a chart needs them, in the query's order; <see cref="Statistics"/> bars none of them.</summary>
    Task<IReadOnlyList<SeriesSample>> SamplesAsync(SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>The newest of every device that has a matching reading; order, skip and take do not count.</summary>
    Task<IReadOnlyList<DeviceSpan>> LastSeenAsync(SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// The beginning of every quarter of an hour (of UTC; every zone's clock goes by quarters) that holds an automatically sent reading which
    /// <see cref="Statistics"/> does not bar, in no order. Typed-in readings and device status do not count.
    /// </summary>
    Task<IReadOnlyList<Instant>> QuartersAsync(SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>Readings by journal position, ascending: behind <paramref name="after"/>, up to and including <paramref name="upTo"/>.</summary>
    Task<IReadOnlyList<StoredReading>> ReadPositionsAsync(long after, long upTo, int take, CancellationToken cancellationToken);
}
