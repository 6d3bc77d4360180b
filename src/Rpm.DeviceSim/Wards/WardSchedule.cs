namespace Rpm.DeviceSim.Wards;

/// <summary>Who reports when: endless sequences of sensors with the time since the start at which each is due, ascending.</summary>
internal static class WardSchedule
{
    /// <summary>Every sensor at its own interval.</summary>
    public static IEnumerable<(WardSensor Sensor, TimeSpan Due)> Natural(IReadOnlyList<WardSensor> sensors) =>
        Places(sensors).Select(p => (sensors[p.Place], p.Due));

    /// <summary>The same with the sensors' places in the list.</summary>
    public static IEnumerable<(int Place, TimeSpan Due)> Places(IReadOnlyList<WardSensor> sensors)
    {
        var queue = new PriorityQueue<int, (TimeSpan Due, int Place)>();
        for (var i = 0; i < sensors.Count; i++)
        {
            queue.Enqueue(i, (sensors[i].First, i));
        }

        while (queue.TryDequeue(out var place, out var due))
        {
            yield return (place, due.Due);
            queue.Enqueue(place, (due.Due + sensors[place].Interval, place));
        }
    }

    /// <summary>One sensor after the other, evenly spaced, so many a second in all.</summary>
    public static IEnumerable<(WardSensor Sensor, TimeSpan Due)> Even(IReadOnlyList<WardSensor> sensors, double perSecond)
    {
        for (long k = 0; sensors.Count > 0; k++)
        {
            yield return (sensors[(int)(k % sensors.Count)], TimeSpan.FromSeconds(k / perSecond));
        }
    }
}
