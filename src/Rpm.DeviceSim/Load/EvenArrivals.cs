namespace Rpm.DeviceSim.Load;

/// <summary>
/// A connection's share of a profile: every n-th message of it, its groups one after the other. The connections' messages lie evenly
/// between each other.
/// </summary>
internal sealed class EvenArrivals(RateProfile profile, int connection, int connections, int groups) : IArrivals
{
    private long _number;
    private TimeSpan _due = TimeSpan.FromSeconds(profile.SecondsOf(connection));

    public bool IsOver => Place >= profile.Total;

    private long Place => (_number * connections) + connection;

    public bool TryPeek(TimeSpan elapsed, out Due due)
    {
        due = new Due(_due, (int)(_number % groups), _number);
        return _due <= elapsed && !IsOver;
    }

    public void Take()
    {
        _number++;
        _due = TimeSpan.FromSeconds(profile.SecondsOf(Place));
    }
}
