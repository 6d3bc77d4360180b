namespace Rpm.Ingest.Http;

/// <summary>A measure over time, in its canonical UCUM unit, oldest first.</summary>
internal sealed record SeriesAnswer<TPoint>(string Measure, string Unit, IEnumerable<TPoint> Points);
