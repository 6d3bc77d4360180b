using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>
/// The known members of one element, by name, in whatever order they came: a unit may follow its number. Collected first and
/// judged afterwards, so that neither order nor a fault in one element changes what another one means.
/// </summary>
internal struct JsonElementMembers
{
    private Slots _slots;
    private uint _present;

    /// <summary>A bit for each member with a value, by its number: null is the same as absent.</summary>
    public uint Values { get; private set; }

    /// <summary>The first member that occurred twice.</summary>
    public JsonMember Twice { get; private set; }

    /// <summary>Whether the element is nested deeper than the limit.</summary>
    public bool TooDeep { get; set; }

    /// <summary>Quality bits named; a member that is not an array of strings (or one string) sets <see cref="QualityInvalid"/>.</summary>
    public QualityFlags Quality { get; set; }

    public bool QualityInvalid { get; set; }

    public void Clear()
    {
        _present = 0;
        Values = 0;
        Twice = JsonMember.None;
        TooDeep = false;
        Quality = QualityFlags.None;
        QualityInvalid = false;
    }

    public void Set(JsonMember member, in JsonSlot slot)
    {
        var bit = 1u << (int)member;
        if ((_present & bit) != 0 && Twice == JsonMember.None)
        {
            Twice = member;
        }

        _present |= bit;
        Values = slot.Type is JsonTokenType.None or JsonTokenType.Null ? Values & ~bit : Values | bit;
        _slots[(int)member] = slot;
    }

    /// <summary>Whether <paramref name="member"/> has a value; sent as null is the same as not sent.</summary>
    public readonly bool Has(JsonMember member) => (Values & (1u << (int)member)) != 0;

    /// <summary>The value of a member that has one; it is not copied.</summary>
    [UnscopedRef]
    public readonly ref readonly JsonSlot this[JsonMember member] => ref ((ReadOnlySpan<JsonSlot>)_slots)[(int)member];

    [InlineArray(32)]
    private struct Slots
    {
        private JsonSlot _first;
    }
}
