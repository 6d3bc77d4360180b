using Rpm.Ingest.Duplicates;
using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>
/// The contract's "The same reading twice", asked of the duplicate index. Two readings with one key and different content are
/// mistaken for each other once in 2^40.
/// </summary>
internal sealed class DuplicateCheck(DuplicateIndex index)
{
    private readonly DuplicateKeys _keys = new(index);

    /// <summary>Whether the reading is new (and its ordinal), a duplicate, or in conflict with a stored one.</summary>
    public DuplicateVerdict Judge(in Reading reading)
    {
        var tag = DuplicateKeys.Tag(in reading);
        var byId = !reading.Id.IsEmpty;
        if (byId && index.TryFind(ReadingKeys.Id(in reading), out var known))
        {
            return new DuplicateVerdict(DuplicateKeys.SameContent(known, tag) ? Fate.Duplicate : Fate.Conflict, 0);
        }

        for (var ordinal = 0; ordinal <= byte.MaxValue; ordinal++)
        {
            if (!index.TryFind(ReadingKeys.Slot(in reading, (byte)ordinal), out var stored))
            {
                return new DuplicateVerdict(Fate.Committed, (byte)ordinal);
            }

            if (byId || !DuplicateKeys.SameLabel(stored, tag))
            {
                continue; // another identity in the same millisecond
            }

            if (stored == tag)
            {
                return new DuplicateVerdict(Fate.Duplicate, 0);
            }

            if (DuplicateKeys.HasLabel(tag))
            {
                return new DuplicateVerdict(Fate.Conflict, 0);
            }
        }

        // 256 different readings of one device and kind in one millisecond: no device measures so.
        return new DuplicateVerdict(Fate.Conflict, 0);
    }

    /// <summary>Whether the reading that a part completes is stored: the same device, kind and time, and the same id where the part has one.</summary>
    /// <param name="part">The part as it would complete it.</param>
    /// <param name="whole">The id of what it completes; may be empty.</param>
    public bool HasWhole(in Reading part, in ReadingId whole)
    {
        var named = part;
        named.Id = whole;
        var tag = DuplicateKeys.Tag(in named);
        for (var ordinal = 0; ordinal <= byte.MaxValue && index.TryFind(ReadingKeys.Slot(in part, (byte)ordinal), out var stored); ordinal++)
        {
            if (whole.IsEmpty || DuplicateKeys.SameLabel(stored, tag))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Remembers a reading that is being committed.</summary>
    public void Stage(in Reading reading, byte ordinal) => _keys.Add(in reading, ordinal);
}
