namespace Rpm.Ingest.TimeSeries.Influx;

internal static partial class InfluxLog
{
    [LoggerMessage(3100, LogLevel.Information, "InfluxDB at {Url} is a {Server} server")]
    public static partial void Found(ILogger logger, Uri url, InfluxServer server);

    [LoggerMessage(3101, LogLevel.Warning, "The database {Database} could not be made ({Message}); if it is not there, writes will say so")]
    public static partial void DatabaseNotMade(ILogger logger, string database, string message);

    [LoggerMessage(3102, LogLevel.Warning, "InfluxDB refused {Count} readings for good; the last one, at position {Position}: {Message}")]
    public static partial void Refused(ILogger logger, int count, long position, string message);

    [LoggerMessage(3103, LogLevel.Warning, "This server cannot delete points: the correction at position {Position} wrote the corrected points, the old ones stay")]
    public static partial void CannotDelete(ILogger logger, long position);

    [LoggerMessage(3104, LogLevel.Information, "Correction at position {Position}: {Points} points rewritten")]
    public static partial void Corrected(ILogger logger, long position, long points);

    [LoggerMessage(3105, LogLevel.Warning, "Readings go to {Url} unencrypted and over a network: use https")]
    public static partial void Unencrypted(ILogger logger, Uri url);
}
