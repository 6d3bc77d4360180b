using System.Text.Json.Serialization;
using Rpm.Ingest.TimeSeries;
using Rpm.Telemetry;

namespace Rpm.Ingest.Http;

/// <summary>One value. <c>beyond</c> is there where the sensor was out of its range: <c>low</c> or <c>high</c>, the value is then the clamp.</summary>
internal readonly record struct PointAnswer(
    DateTimeOffset Time, double Value, string Kind, string Device,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Beyond)
{
    public static PointAnswer From(SeriesPoint point) => new(
        point.Time.ToDateTimeOffset(), point.Value, Words.Of(point.Kind), point.Device,
        point.Comparator switch { Comparator.Low => "low", Comparator.High => "high", _ => null });
}
