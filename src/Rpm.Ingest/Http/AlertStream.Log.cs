namespace Rpm.Ingest.Http;

internal sealed partial class AlertStream
{
    private static partial class Log
    {
        [LoggerMessage(6020, LogLevel.Warning, "A reader of the alert stream took nothing for {Seconds} s at change {Sequence} and was disconnected; it can resume")]
        public static partial void SlowReader(ILogger logger, double seconds, long sequence);
    }
}
