namespace Rpm.Ingest.Alive;

internal sealed partial class Heartbeat
{
    private static partial class Log
    {
        [LoggerMessage(6110, LogLevel.Critical, "No heartbeat goes out: no synthetic reading has come through within {Seconds} s")]
        public static partial void Withheld(ILogger logger, double seconds);

        [LoggerMessage(6111, LogLevel.Information, "Heartbeats go out")]
        public static partial void Beating(ILogger logger);

        // Neither the address nor the exception's text: an address of this sort is often the secret itself.
        [LoggerMessage(6112, LogLevel.Warning, "The heartbeat URL did not take a heartbeat: {Cause}, status {Status}")]
        public static partial void UrlFailed(ILogger logger, string cause, int? status);

        [LoggerMessage(6113, LogLevel.Warning, "The broker did not take a heartbeat: {Cause}")]
        public static partial void TopicFailed(ILogger logger, string cause);
    }
}
