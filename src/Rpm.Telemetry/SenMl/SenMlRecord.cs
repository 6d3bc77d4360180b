using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.SenMl;

/// <summary>One resolved record of a pack: base fields applied, time absolute.</summary>
internal struct SenMlRecord
{
    /// <summary>Place in the pack.</summary>
    public int Index;

    /// <summary>Place of the first record of the same base name and time.</summary>
    public int First;

    /// <summary>What the name says; <see cref="JsonMember.None"/> for a name of no member.</summary>
    public JsonMember Member;

    /// <summary>The kind that the base name says, if it does.</summary>
    public Kind? Kind;

    /// <summary>Of the name without the member.</summary>
    public ulong BaseHash;

    public Instant Time;

    /// <summary>The time was given relative to now.</summary>
    public bool Relative;

    /// <summary>Whether a unit was sent, of the record or of the base.</summary>
    public bool HasUnit;

    /// <summary>Whether the unit is one that is known.</summary>
    public bool KnowsUnit;

    public Unit Unit;

    public SenMlValueType Type;

    public long Mantissa;

    public byte Decimals;

    /// <summary>Where a text stands in the pack.</summary>
    public SenMlText Text;

    /// <summary>Why the record cannot be used whatever its group is.</summary>
    public RejectReason Fault;
}
