using System.Text.Json;

namespace Rpm.Telemetry.Templates;

/// <summary>One value of a payload: where it stands, and the name it has in its object.</summary>
internal struct JsonNode
{
    public JsonTokenType Type;
    public bool Escaped;
    public bool NameEscaped;

    /// <summary>First byte of the value; of a string the one behind its quote.</summary>
    public int Start;

    /// <summary>Length without quotes; of an object or array with its brackets.</summary>
    public int Length;

    /// <summary>The node behind this one and all below it.</summary>
    public int Next;

    public int NameStart;

    /// <summary>-1 where it has no name.</summary>
    public int NameLength;
}
