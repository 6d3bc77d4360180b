namespace Rpm.Telemetry.SenMl;

/// <summary>What a record says of its name.</summary>
internal enum SenMlValueType : byte
{
    /// <summary>No value, or only a sum or opaque bytes.</summary>
    None,
    Number,
    Text,
    True,
    False,
    /// <summary>A number that cannot be kept, or a value of the wrong type.</summary>
    Invalid,
}
