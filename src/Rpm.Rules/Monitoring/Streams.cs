using Rpm.Telemetry;

namespace Rpm.Rules.Monitoring;

/// <summary>
/// What rules are judged on beside the kinds of reading. Numbers as kinds have them, so that both lie in one table; they are stored.
/// </summary>
internal static class Streams
{
    /// <summary>NEWS2 scores, one with each reading of a part.</summary>
    public const Kind Scores = 0;

    /// <summary>What became of a device's readings at the door.</summary>
    public const Kind Intake = (Kind)31;

    public const int Count = 32;

    /// <summary>Whether it is a kind of reading.</summary>
    public static bool IsKind(Kind stream) => stream is not (Scores or Intake);
}
