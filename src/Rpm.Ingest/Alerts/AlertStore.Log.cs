using Rpm.Rules.Alerts;

namespace Rpm.Ingest.Alerts;

internal sealed partial class AlertStore
{
    private static partial class Log
    {
        [LoggerMessage(6000, LogLevel.Information, "Alert store open: {Open} open alerts, {Changes} changes, journal cursor {Cursor}")]
        public static partial void Opened(ILogger logger, int open, long changes, long cursor);

        [LoggerMessage(6001, LogLevel.Critical,
            "Alert {Alert} version {Version} ({Kind}) was made again and differs from the stored one; the stored one stays. The monitor is not deterministic: alerts may be wrong")]
        public static partial void Conflict(ILogger logger, string alert, int version, AlertChangeKind kind);

        [LoggerMessage(6002, LogLevel.Error, "Alert {Alert} jumped from version {Before} to {Version}; changes are missing in its history")]
        public static partial void Gap(ILogger logger, string alert, int before, int version);
    }
}
