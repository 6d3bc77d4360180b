using Rpm.DeviceSim.Wards;
using Rpm.Telemetry;

namespace Rpm.DeviceSim.Load;

/// <summary>
/// The packets of some sensors of a ward. A packet is made anew when its values are older than <paramref name="refresh"/>: bodies do not
/// change a thousand times a second, and making a packet costs many times as much as sending it.
/// </summary>
/// <param name="batch">How many sensors share a packet; 1 but for batches.</param>
/// <param name="refresh">Zero = each reading is what the sensor shows at that moment.</param>
/// <param name="speed">How much faster than the clock the bodies live.</param>
internal sealed class WardPackets(IReadOnlyList<WardSensor> sensors, PacketEncoder encoder, int batch, TimeSpan refresh, double speed) : IPacketSource
{
    private readonly (PacketTemplate? Template, Instant Made)[] _kept = new (PacketTemplate?, Instant)[(sensors.Count + batch - 1) / batch];
    private readonly List<Reading> _readings = new(batch);

    private Instant _start;

    public int Groups => _kept.Length;

    /// <summary>Makes every packet before the first one is due.</summary>
    public void Prepare(Instant now)
    {
        _start = now;
        for (var group = 0; group < Groups && refresh > TimeSpan.Zero; group++)
        {
            At(group, now, backfill: false);
        }
    }

    /// <summary>The ward begins.</summary>
    public void Begin(Instant start) => _start = start;

    public PacketTemplate? At(int group, Instant time, bool backfill)
    {
        ref var kept = ref _kept[group];
        if (!backfill && kept.Template is not null && time - kept.Made < refresh)
        {
            return kept.Template;
        }

        _readings.Clear();
        for (var i = group * batch; i < Math.Min(sensors.Count, (group + 1) * batch); i++)
        {
            if (sensors[i].At(time, _start, speed, backfill ? ReadingFlags.Backfill : ReadingFlags.None) is { } reading)
            {
                _readings.Add(reading);
            }
        }

        var template = _readings.Count == 0 ? null : encoder.Encode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_readings));
        if (!backfill)
        {
            kept = (template, time);
        }

        return template;
    }
}
