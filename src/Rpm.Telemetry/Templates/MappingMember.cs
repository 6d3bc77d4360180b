using Rpm.Telemetry.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>A value of a template.</summary>
internal sealed record MappingMember
{
    /// <summary>The name that the template gives it.</summary>
    public required string Name { get; init; }

    /// <summary>The member of the reading; <see cref="JsonMember.None"/> where the kind has none of the name.</summary>
    public required JsonMember Member { get; init; }

    public required MappingExpression Expression { get; init; }

    public required bool Required { get; init; }

    /// <summary>Its own unit; null where the template's holds.</summary>
    public MappingUnit? Unit { get; init; }

    /// <summary>The number is times ten to this power.</summary>
    public int Exponent { get; init; }

    /// <summary>Where the message says the power of ten; added to <see cref="Exponent"/>.</summary>
    public MappingExpression? ExponentExpression { get; init; }

    /// <summary>What the device writes for "no value".</summary>
    public IReadOnlyList<byte[]> Absent { get; init; } = [];

    /// <summary>What the device's words mean in the contract's.</summary>
    public IReadOnlyList<KeyValuePair<byte[], byte[]>> Words { get; init; } = [];

    /// <summary>Whether a value stands for none.</summary>
    public bool IsAbsent(ReadOnlySpan<byte> word)
    {
        for (var i = 0; i < Absent.Count; i++)
        {
            if (word.SequenceEqual(Absent[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The contract's word for a device's, or the device's own.</summary>
    public ReadOnlySpan<byte> Translate(ReadOnlySpan<byte> word)
    {
        for (var i = 0; i < Words.Count; i++)
        {
            if (word.SequenceEqual(Words[i].Key))
            {
                return Words[i].Value;
            }
        }

        return word;
    }
}
