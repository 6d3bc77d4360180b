using Rpm.Ingest.TimeSeries;

namespace Rpm.Ingest.Http;

/// <summary>A span's values, from <c>time</c> on. <c>mean</c> is null when every value was beyond the sensor's range.</summary>
internal readonly record struct BucketAnswer(DateTimeOffset Time, long Count, double Min, double? Mean, double Max)
{
    public static BucketAnswer From(SeriesBucket bucket) => new(bucket.Time.ToDateTimeOffset(), bucket.Count, bucket.Min, bucket.Mean, bucket.Max);
}
