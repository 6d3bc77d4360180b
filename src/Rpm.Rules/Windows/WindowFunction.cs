namespace Rpm.Rules.Windows;

/// <summary>What a condition asks of a window.</summary>
internal enum WindowFunction : byte
{
    Mean = 1,
    Min = 2,
    Max = 3,
    /// <summary>How many readings satisfy an inner condition, or how many dips began.</summary>
    Count = 4,
    /// <summary>Newest less oldest.</summary>
    Change = 5,
    /// <summary>Newest less lowest.</summary>
    Rise = 6,
    /// <summary>Highest less newest.</summary>
    Fall = 7,
    /// <summary>Slope per minute.</summary>
    Rate = 8,
    /// <summary>The value expected some time ahead.</summary>
    Forecast = 9,
}
