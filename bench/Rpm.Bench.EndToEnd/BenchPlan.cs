namespace Rpm.Bench.EndToEnd;

/// <summary>What is measured for how long.</summary>
/// <param name="Shapes">The loads, one after the other.</param>
internal sealed record BenchPlan(
    int Rounds, TimeSpan WarmUp, TimeSpan Load, TimeSpan Paced, IReadOnlyList<LoadShape> Shapes);
