using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>Where a member's value stands in the payload; a string without its quotes.</summary>
/// <param name="Start">The first byte.</param>
/// <param name="Length">How many there are.</param>
/// <param name="Type">What it is.</param>
/// <param name="Escaped">Whether a string has an escape.</param>
/// <param name="Mantissa">The number, where it was read on the way past it.</param>
/// <param name="Decimals">Its digits behind the point; -1 = it was not read.</param>
internal readonly record struct JsonSlot(int Start, int Length, JsonTokenType Type, bool Escaped, int Mantissa = 0, sbyte Decimals = -1);
