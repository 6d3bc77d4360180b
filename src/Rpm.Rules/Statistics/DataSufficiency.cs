namespace Rpm.Rules.Statistics;

/// <summary>Whether readings suffice for what is said about a period (ATTD/ADA: 14 days with 70 % of the readings).</summary>
public enum DataSufficiency
{
    /// <summary>There is no reading.</summary>
    None = 0,
    /// <summary>Under 14 days or under 70 % of the readings: say "not enough data", show no shares.</summary>
    NotEnough = 1,
    Enough = 2,
}
