namespace Rpm.DeviceSim.Wards;

/// <summary>Who reports when: endless sequences of sensors with the time since the start at which each is due, ascending.</summary>
internal static class WardSchedule
{
    /// <summary>Every sensor at its own interval.</summary>
    public static IEnumerable<(WardSensor Sensor, TimeSpan Due)> Natural(IReadOnlyList<WardSensor> sensors)
    {
        var queue = new PriorityQueue<WardSensor, TimeSpan>();
        foreach (var sensor in sensors)
        {
            queue.Enqueue(sensor, sensor.First);
        }

        while (queue.TryDequeue(out var sensor, out var due))
        {
            yield return (sensor, due);
            queue.Enqueue(sensor, due + sensor.Interval);
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
