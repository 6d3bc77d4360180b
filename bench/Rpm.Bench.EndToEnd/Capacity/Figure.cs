namespace Rpm.Bench.EndToEnd.Capacity;

/// <summary>Something that was measured, beside its goal.</summary>
/// <param name="What">What it is.</param>
/// <param name="Value">The number with its unit.</param>
/// <param name="Goal">What it should be; empty where it is only reported.</param>
/// <param name="Met">Whether it is; null where there is no goal.</param>
internal sealed record Figure(string What, string Value, string Goal = "", bool? Met = null);
