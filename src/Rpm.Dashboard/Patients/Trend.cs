namespace Rpm.Dashboard.Patients;

/// <summary>Where a value is going, as arrow and as word.</summary>
public sealed record Trend(string Arrow, string Word)
{
    public static readonly Trend Steady = new("→", "steady");

    /// <summary>
    /// Of glucose in mg/dL per minute: steady within 1, then slanting, upright from 2 and double from 3 (Dexcom's arrows).
    /// </summary>
    public static Trend OfGlucose(double perMinute) => perMinute switch
    {
        >= 3 => new("⇈", "rising very fast"),
        >= 2 => new("↑", "rising fast"),
        >= 1 => new("↗", "rising"),
        <= -3 => new("⇊", "falling very fast"),
        <= -2 => new("↓", "falling fast"),
        <= -1 => new("↘", "falling"),
        _ => Steady,
    };

    /// <summary>Of any other measure: against the reading before.</summary>
    public static Trend OfChange(decimal change) => change switch { > 0 => new("↗", "higher than before"), < 0 => new("↘", "lower than before"), _ => Steady };
}
