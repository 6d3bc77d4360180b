namespace Rpm.Ingest.TimeSeries;

/// <summary>The series file cannot be used at all: made by a newer Rpm, held by another process, or not ours. Worth no retry.</summary>
internal sealed class SeriesStoreException(string message, Exception? inner = null) : Exception(message, inner);
