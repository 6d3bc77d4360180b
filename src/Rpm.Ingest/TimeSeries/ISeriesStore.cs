using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>The long history: every committed reading since the data directory was made, as sent.</summary>
internal interface ISeriesStore
{
    /// <summary>The readings that match, in the asked order.</summary>
    Task<IReadOnlyList<StoredReading>> ReadAsync(SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>How many match, ignoring <see cref="SeriesQuery.Skip"/> and <see cref="SeriesQuery.Take"/>.</summary>
    Task<long> CountAsync(SeriesQuery query, CancellationToken cancellationToken);

    /// <summary>The one reading of this identity, withdrawn or not; null where there is none.</summary>
    Task<StoredReading?> FindAsync(string device, Kind kind, Instant time, byte ordinal, CancellationToken cancellationToken);

    /// <summary>The readings that carried this sender's id; several where a device reset its numbering.</summary>
    Task<IReadOnlyList<StoredReading>> FindByIdAsync(string device, string id, CancellationToken cancellationToken);

    /// <summary>
    /// One measure in its canonical unit, oldest first; with <paramref name="every"/> in buckets of that length aligned to
    /// local midnight of <paramref name="zone"/> where it is a day or more. Clamped ("low"/"high") values count in
    /// min and max, not in the mean.
    /// </summary>
    Task<IReadOnlyList<SeriesPoint>> PointsAsync(SeriesQuery query, Measure measure, CancellationToken cancellationToken);

    /// <summary>The same in buckets.</summary>
    Task<IReadOnlyList<SeriesBucket>> BucketsAsync(SeriesQuery query, Measure measure, TimeSpan every, TimeZoneInfo zone, CancellationToken cancellationToken);

    /// <summary>Readings by journal position, ascending: behind <paramref name="after"/>, up to and including <paramref name="upTo"/>.</summary>
    Task<IReadOnlyList<StoredReading>> ReadPositionsAsync(long after, long upTo, int take, CancellationToken cancellationToken);
}
