namespace Rpm.Dashboard.Operations;

/// <summary>How long a stage took, of the last minutes; null where nothing passed.</summary>
public sealed record StageNumbers(string Name, long Count, TimeSpan? Median, TimeSpan? P99);
