namespace Rpm.Rules.Language;

/// <summary>How a measure is compared with a limit.</summary>
internal enum Comparison : byte
{
    Below = 1,
    AtMost = 2,
    Above = 3,
    AtLeast = 4,
}
