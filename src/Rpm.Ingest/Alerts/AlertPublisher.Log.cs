namespace Rpm.Ingest.Alerts;

internal sealed partial class AlertPublisher
{
    private static partial class Log
    {
        [LoggerMessage(6010, LogLevel.Information, "Alert topics reconciled: {Published} open alerts published, {Emptied} left-overs emptied")]
        public static partial void Reconciled(ILogger logger, int published, int emptied);

        [LoggerMessage(6011, LogLevel.Error, "The broker does not take alerts; {Pending} changes wait and none is skipped")]
        public static partial void Failing(ILogger logger, Exception exception, long pending);

        [LoggerMessage(6012, LogLevel.Information, "The broker takes alerts again after {Seconds:F1} s; {Pending} changes wait")]
        public static partial void Recovered(ILogger logger, double seconds, long pending);
    }
}
