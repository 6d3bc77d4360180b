namespace Rpm.Dashboard.Operations;

/// <summary>A bounded queue: at its length whoever fills it waits.</summary>
public sealed record QueueNumbers(string Name, int Depth, int Length);
