namespace Rpm.Telemetry.Templates;

/// <summary>What an expression is asked of: the message and the value in it that a template matched.</summary>
internal readonly ref struct MappingScope(JsonTree message, JsonTree matched, int node)
{
    /// <summary>The whole message; its root is node 0.</summary>
    public readonly JsonTree Message = message;

    /// <summary>The tree that <see cref="Node"/> is of: the message, or a copy of the match that a library made.</summary>
    public readonly JsonTree Matched = matched;

    /// <summary>The matched value.</summary>
    public readonly int Node = node;
}
