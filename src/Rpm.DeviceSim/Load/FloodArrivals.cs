namespace Rpm.DeviceSim.Load;

/// <summary>As much as is acknowledged: a message is due as soon as there is room. A closed loop, to find out what a target takes at all.</summary>
internal sealed class FloodArrivals(TimeSpan length, int groups) : IArrivals
{
    private long _number;

    public bool IsOver { get; private set; }

    public bool TryPeek(TimeSpan elapsed, out Due due)
    {
        due = new Due(elapsed, (int)(_number % groups), _number);
        IsOver |= elapsed >= length;
        return !IsOver;
    }

    public void Take() => _number++;
}
