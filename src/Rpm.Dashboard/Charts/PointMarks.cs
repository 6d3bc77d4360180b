namespace Rpm.Dashboard.Charts;

/// <summary>What a reader must know of a point.</summary>
[Flags]
public enum PointMarks
{
    None = 0,
    /// <summary>A simulated or test reading.</summary>
    Test = 1 << 0,
    /// <summary>Arrived longer after its measurement than its kind's bound.</summary>
    Late = 1 << 1,
    /// <summary>Typed in by a person.</summary>
    Manual = 1 << 2,
    /// <summary>The device doubted it (movement, low perfusion …).</summary>
    Doubtful = 1 << 3,
    /// <summary>Beyond the sensor's range: the value is the end of that range.</summary>
    BeyondSensor = 1 << 4,
}
