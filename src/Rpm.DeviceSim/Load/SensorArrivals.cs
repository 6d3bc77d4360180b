using Rpm.DeviceSim.Wards;

namespace Rpm.DeviceSim.Load;

/// <summary>Every sensor of a connection at its own interval.</summary>
/// <param name="sensors">The sensors, by group.</param>
/// <param name="length">When it ends; null = never.</param>
internal sealed class SensorArrivals(IReadOnlyList<WardSensor> sensors, TimeSpan? length) : IArrivals
{
    private readonly IEnumerator<(int Place, TimeSpan Due)> _next = WardSchedule.Places(sensors).GetEnumerator();
    private long _number;
    private bool _ahead;

    public bool IsOver { get; private set; }

    public bool TryPeek(TimeSpan elapsed, out Due due)
    {
        if (!_ahead && !IsOver)
        {
            IsOver = !_next.MoveNext() || _next.Current.Due > length;
            _ahead = !IsOver;
        }

        due = _ahead ? new Due(_next.Current.Due, _next.Current.Place, _number) : default;
        return _ahead && due.After <= elapsed;
    }

    public void Take()
    {
        _number++;
        _ahead = false;
    }
}
