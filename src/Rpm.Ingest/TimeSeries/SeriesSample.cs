using Rpm.Telemetry;

namespace Rpm.Ingest.TimeSeries;

/// <summary>What a chart needs of a reading, as sent: a <see cref="StoredReading"/> without id, sequence, status and position, and without an object of its own.</summary>
internal readonly record struct SeriesSample(
    Instant Time, Instant Received, string Device, Kind Kind, short User, byte Ordinal, QualityFlags Quality, ReadingFlags Flags, MeasureValues Values, Withdrawal? Withdrawal);
