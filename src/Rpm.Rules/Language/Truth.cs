namespace Rpm.Rules.Language;

/// <summary>What a condition says of a reading. Unknown where the reading lacks what the condition asks for: it neither raises nor clears.</summary>
internal enum Truth : sbyte
{
    False = -1,
    Unknown = 0,
    True = 1,
}
