namespace Rpm.DeviceSim.Faults;

/// <summary>How often each fault struck: messages, but connections of <c>outage</c>, <c>storm</c>, <c>half-open</c> and <c>slow</c>. Thread-safe.</summary>
internal sealed class FaultCounts
{
    private readonly long[] _counts = new long[Enum.GetValues<FaultKind>().Length];

    public long this[FaultKind kind] => Interlocked.Read(ref _counts[(int)kind]);

    public void Add(FaultKind kind, long count = 1) => Interlocked.Add(ref _counts[(int)kind], count);

    /// <summary>Those that struck at all, by name.</summary>
    public SortedDictionary<string, long> ByName() => new(
        Enum.GetValues<FaultKind>().Where(k => this[k] > 0).ToDictionary(FaultPlan.Name, k => this[k]), StringComparer.Ordinal);
}
