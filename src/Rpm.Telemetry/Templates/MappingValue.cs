namespace Rpm.Telemetry.Templates;

/// <summary>What an expression found: its type and, of a text or a number, the characters.</summary>
internal readonly ref struct MappingValue(MappingValueType type, ReadOnlySpan<byte> utf8)
{
    public MappingValueType Type { get; } = type;

    public ReadOnlySpan<byte> Utf8 { get; } = utf8;

    /// <summary>The characters that a setting is compared with.</summary>
    public ReadOnlySpan<byte> Word => Type switch
    {
        MappingValueType.True => "true"u8,
        MappingValueType.False => "false"u8,
        _ => Utf8,
    };
}
