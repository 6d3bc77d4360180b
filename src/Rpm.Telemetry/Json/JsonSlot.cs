using System.Text.Json;

namespace Rpm.Telemetry.Json;

/// <summary>Where a member's value stands in the payload; a string without its quotes.</summary>
internal readonly record struct JsonSlot(int Start, int Length, JsonTokenType Type, bool Escaped);
