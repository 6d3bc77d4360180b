using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>The newest value of each measure of one patient. Noted by one follower, read by many; small, for there is one for each patient.</summary>
internal sealed class LatestOfPatient
{
    private readonly Lock _gate = new();
    private Slot[] _slots = [];

    /// <summary>Notes a reading's values that are not older than what is known.</summary>
    public void Note(in Reading reading)
    {
        lock (_gate)
        {
            foreach (ref readonly var value in reading.Values.Members)
            {
                if (value.Measure is not (Measure.Meal or Measure.Sample))
                {
                    Note(in reading, in value);
                }
            }
        }
    }

    /// <summary>All of them, in the order of their measures.</summary>
    public IReadOnlyList<MeasuredValue> All()
    {
        lock (_gate)
        {
            return [.. _slots.OrderBy(s => s.Value.Measure).Select(s => new MeasuredValue(s.Kind, s.Value.Measure, s.Value.Quantity, s.Time, s.Test))];
        }
    }

    private void Note(in Reading reading, ref readonly MeasureValue value)
    {
        var place = 0;
        while (place < _slots.Length && _slots[place].Value.Measure != value.Measure)
        {
            place++;
        }

        if (place == _slots.Length)
        {
            Array.Resize(ref _slots, place + 1);
        }
        else if (_slots[place].Time > reading.Time)
        {
            return;
        }

        _slots[place] = new Slot { Value = value, Time = reading.Time, Kind = reading.Kind, Test = reading.IsTest };
    }

    private struct Slot
    {
        public MeasureValue Value;
        public Instant Time;
        public Kind Kind;
        public bool Test;
    }
}
