using Rpm.Dashboard.Worklist;
using Rpm.Telemetry;

namespace Rpm.Ingest.Dashboard;

/// <summary>One course while readings come. Adding a reading twice changes nothing.</summary>
internal sealed class KeptCourse
{
    private readonly Lock _lock = new();
    private readonly SortedList<long, (Instant Newest, CourseSlot Slot)> _slots = [];
    private volatile bool _whole;

    /// <summary>Whether the series store was asked.</summary>
    public bool IsWhole
    {
        get => _whole;
        set => _whole = value;
    }

    /// <summary>When a page last asked for it.</summary>
    public Instant Asked { get; set; }

    public void Add(Instant time, double value)
    {
        var length = (long)Course.Slot.TotalMilliseconds;
        var start = time.UnixMilliseconds - (time.UnixMilliseconds % length);
        lock (_lock)
        {
            if (!_slots.TryGetValue(start, out var kept))
            {
                _slots[start] = (time, new CourseSlot(new Instant(start), value, value, value));
                return;
            }

            var slot = kept.Slot with { Least = Math.Min(kept.Slot.Least, value), Most = Math.Max(kept.Slot.Most, value) };
            _slots[start] = time >= kept.Newest ? (time, slot with { Last = value }) : (kept.Newest, slot);
        }
    }

    /// <summary>The last six hours; null until the store was asked.</summary>
    public Course? Read(Instant now)
    {
        var from = (now - Course.Span).UnixMilliseconds;
        lock (_lock)
        {
            while (_slots.Count > 0 && _slots.GetKeyAtIndex(0) + Course.Slot.TotalMilliseconds < from)
            {
                _slots.RemoveAt(0);
            }

            return _whole ? new Course([.. _slots.Values.Select(s => s.Slot)]) : null;
        }
    }
}
