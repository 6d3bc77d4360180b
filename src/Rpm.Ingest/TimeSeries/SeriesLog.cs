namespace Rpm.Ingest.TimeSeries;

internal static partial class SeriesLog
{
    [LoggerMessage(3000, LogLevel.Information, "Series store open at position {Cursor}: {Written} readings, {Devices} devices")]
    public static partial void Opened(ILogger logger, long cursor, long written, int devices);

    [LoggerMessage(3001, LogLevel.Debug, "Recent readings sorted into the history in {Milliseconds} ms")]
    public static partial void Sorted(ILogger logger, double milliseconds);

    [LoggerMessage(3002, LogLevel.Error, "The series store could not write; nothing is lost, the same readings are tried again")]
    public static partial void WriteFailed(ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Information, "{Readings} readings older than {Days:F0} days were dropped from the series store")]
    public static partial void Purged(ILogger logger, long readings, double days);

    [LoggerMessage(3005, LogLevel.Warning, "Old readings could not be dropped from the series store now")]
    public static partial void PurgeFailed(ILogger logger, Exception exception);

    [LoggerMessage(3003, LogLevel.Warning, "Recent readings could not be sorted into the history; they stay readable where they are")]
    public static partial void SortFailed(ILogger logger, Exception exception);
}
