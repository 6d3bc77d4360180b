namespace Rpm.Ingest.Http;

/// <summary>State of the engine for whoever routes traffic to it.</summary>
/// <param name="IntakeOpen">False: nothing is taken now, and <paramref name="IntakeReason"/> says why.</param>
/// <param name="Degraded">Parts that lag or are dead while intake goes on.</param>
internal sealed record EngineHealth(bool IntakeOpen, string? IntakeReason, IReadOnlyList<DegradedPart> Degraded);
