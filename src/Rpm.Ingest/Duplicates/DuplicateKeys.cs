using Rpm.Telemetry;

namespace Rpm.Ingest.Duplicates;

/// <summary>
/// What the duplicate index keeps of a reading. A slot key (device, kind, millisecond, ordinal), and for one with an id also an id
/// key (device, id); under each a tag: 24 bits of the id or sequence (0 = neither) and 40 bits of the content.
/// </summary>
internal sealed class DuplicateKeys(DuplicateIndex index)
{
    private const int ContentBits = 40;

    /// <summary>The tag of a reading.</summary>
    public static ulong Tag(in Reading reading)
    {
        var content = ReadingIdentity.ContentHash(in reading) & ((1ul << ContentBits) - 1);
        if (!reading.Id.IsEmpty)
        {
            return Label(ReadingKeys.Id(in reading)) | content;
        }

        return reading.Sequence is { } sequence ? Label(ReadingKeys.Sequence(sequence)) | content : content;
    }

    /// <summary>Whether two tags carry the same id or sequence (or both none).</summary>
    public static bool SameLabel(ulong a, ulong b) => a >> ContentBits == b >> ContentBits;

    /// <summary>Whether the tag carries an id or a sequence.</summary>
    public static bool HasLabel(ulong tag) => tag >> ContentBits != 0;

    /// <summary>Whether two tags carry the same content.</summary>
    public static bool SameContent(ulong a, ulong b) => ((a ^ b) & ((1ul << ContentBits) - 1)) == 0;

    /// <summary>Remembers a reading.</summary>
    public void Add(in Reading reading, byte ordinal)
    {
        var tag = Tag(in reading);
        index.Stage(ReadingKeys.Slot(in reading, ordinal), tag, reading.Time);
        if (!reading.Id.IsEmpty)
        {
            index.Stage(ReadingKeys.Id(in reading), tag, reading.Time);
        }
    }

    /// <summary>24 bits that are never 0, above the content.</summary>
    private static ulong Label(ulong hash) => ((hash & 0xFF_FFFF) is 0 ? 1 : hash & 0xFF_FFFF) << ContentBits;
}
