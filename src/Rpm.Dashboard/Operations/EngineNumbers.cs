using Rpm.Telemetry;

namespace Rpm.Dashboard.Operations;

/// <summary>The engine in numbers, all of one moment.</summary>
/// <param name="Missing">What the conservation law misses; anything but 0 is a fault.</param>
/// <param name="IntakeReason">Why nothing is taken; null while intake is open.</param>
public sealed record EngineNumbers(
    Instant At, string Version, TimeSpan Uptime, long WorkingSetBytes, long HeapBytes, long Received, long Committed, long Duplicate, long Quarantined, long Discarded, long Missing,
    string? IntakeReason, long JournalBytes, IReadOnlyList<FollowerNumbers> Followers, IReadOnlyList<QueueNumbers> Queues, IReadOnlyList<StageNumbers> Stages,
    IReadOnlyList<ReasonCount> Rejected, IReadOnlyList<PartTrouble> Troubles, IReadOnlyList<SilentDevice> Silent, IReadOnlyList<AnswerTimes> Answers);
