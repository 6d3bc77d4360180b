namespace Rpm.Telemetry;

/// <summary>
/// What a decoder made of one frame: readings and rejections, each with its place in the frame. Meant to be reused:
/// <see cref="Clear"/> keeps the memory. <c>Count + Rejections.Count</c> is the number of readings the frame counts as
/// (an undecodable frame counts one). One owner at a time; not thread-safe.
/// </summary>
public sealed class ReadingBatch
{
    private Reading[] _readings = new Reading[4];
    private int[] _indexes = new int[4];
    private Json.JsonElementMembers _members;
    private readonly List<Rejection> _rejections = [];
    private readonly List<DroppedMember> _dropped = [];
    private readonly List<(int Reading, ReadingPart Part)> _parts = [];

    /// <summary>Room for one element's members, here so that it is not cleared for every frame.</summary>
    internal ref Json.JsonElementMembers Members => ref _members;

    /// <summary>Readings that passed decoding.</summary>
    public int Count { get; private set; }

    /// <summary>Elements that did not.</summary>
    public IReadOnlyList<Rejection> Rejections => _rejections;

    /// <summary>Optional members that were left out of <see cref="Readings"/>; for the integrator to hear of, they change no count.</summary>
    public IReadOnlyList<DroppedMember> Dropped => _dropped;

    /// <summary>Which of <see cref="Readings"/> are parts of readings in other messages, in their order.</summary>
    public IReadOnlyList<(int Reading, ReadingPart Part)> Parts => _parts;

    /// <summary>The readings, in the order of the frame.</summary>
    public Span<Reading> Readings => _readings.AsSpan(0, Count);

    /// <summary>For each of <see cref="Readings"/> its place in the frame.</summary>
    public ReadOnlySpan<int> Indexes => _indexes.AsSpan(0, Count);

    /// <summary>A cleared reading to fill, at the next place. Take it back with <see cref="Undo"/>.</summary>
    public ref Reading Add(int index)
    {
        if (Count == _readings.Length)
        {
            Array.Resize(ref _readings, Count * 2);
            Array.Resize(ref _indexes, Count * 2);
        }

        _indexes[Count] = index;
        ref var reading = ref _readings[Count++];
        reading = default;
        reading.User = -1;
        return ref reading;
    }

    /// <summary>Drops the reading that <see cref="Add"/> gave last, with what was noted of its members.</summary>
    public void Undo()
    {
        Count--;
        if (_parts.Count > 0 && _parts[^1].Reading == Count)
        {
            _parts.RemoveAt(_parts.Count - 1);
        }

        while (_dropped.Count > 0 && _dropped[^1].Reading == Count)
        {
            _dropped.RemoveAt(_dropped.Count - 1);
        }
    }

    /// <summary>Notes that <paramref name="measure"/> of the reading that <see cref="Add"/> gave last was left out.</summary>
    public void Drop(Measure measure, RejectReason reason) => _dropped.Add(new DroppedMember(Count - 1, measure, reason));

    /// <summary>Notes that the reading that <see cref="Add"/> gave last is a part.</summary>
    public void MarkPart(ReadingPart part) => _parts.Add((Count - 1, part));

    /// <summary>What the reading at this place is a part of; null where it stands for itself.</summary>
    public ReadingPart? PartAt(int reading)
    {
        for (var i = 0; i < _parts.Count; i++)
        {
            if (_parts[i].Reading == reading)
            {
                return _parts[i].Part;
            }
        }

        return null;
    }

    /// <summary>Notes an element that could not be used.</summary>
    public void Reject(Rejection rejection) => _rejections.Add(rejection);

    /// <summary>Forgets the content, keeps the memory.</summary>
    public void Clear()
    {
        Count = 0; // what lay there is cleared when its place is given out again
        _rejections.Clear();
        _dropped.Clear();
        _parts.Clear();
    }

    /// <summary>Back to an earlier state: what was added since is forgotten.</summary>
    internal void Truncate(int readings, int rejections)
    {
        while (Count > readings)
        {
            Undo();
        }

        _rejections.RemoveRange(rejections, _rejections.Count - rejections);
    }
}
