namespace Rpm.Telemetry.Templates;

/// <summary>What an expression found.</summary>
internal enum MappingValueType
{
    /// <summary>Nothing, or null.</summary>
    Absent,
    Text,
    Number,
    True,
    False,
    /// <summary>An object or an array, where a value is wanted.</summary>
    Container,
    /// <summary>The expression failed on this payload.</summary>
    Failed,
}
