namespace Rpm.Ingest.Alive;

internal sealed partial class SyntheticReading
{
    private static partial class Log
    {
        [LoggerMessage(6100, LogLevel.Critical,
            "A synthetic reading did not come through ({Ending}), {Failed} in a row: readings of patients may not be judged")]
        public static partial void Failed(ILogger logger, SyntheticEnding ending, int failed);

        [LoggerMessage(6101, LogLevel.Information, "Synthetic readings come through again after {Failed} failures: commit {Commit:F3} s, judged {Judged:F3} s")]
        public static partial void Recovered(ILogger logger, int failed, double commit, double judged);
    }
}
