namespace Rpm.Rules.Monitoring;

/// <summary>What one sample meant to one rule.</summary>
internal enum Verdict : byte
{
    /// <summary>Nothing: it lacks the measure, its quality forbids it, or it is good news of doubtful standing.</summary>
    Ignored = 0,
    /// <summary>The condition held.</summary>
    Breach = 1,
    /// <summary>The condition did not hold; between limit and clear limit.</summary>
    Between = 2,
    /// <summary>Well clear of the limit.</summary>
    Good = 3,
}
