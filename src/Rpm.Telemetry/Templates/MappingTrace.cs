namespace Rpm.Telemetry.Templates;

/// <summary>What the templates of a mapping found in a message, for the person who writes them.</summary>
public sealed class MappingTrace
{
    private readonly List<MappingTraceEntry> _matches = [];
    private readonly List<string> _unmatched = [];

    /// <summary>The matches, template by template.</summary>
    public IReadOnlyList<MappingTraceEntry> Matches => _matches;

    /// <summary>Types of the templates that matched nothing.</summary>
    public IReadOnlyList<string> Unmatched => _unmatched;

    internal void Add(MappingTraceEntry entry) => _matches.Add(entry);

    internal void AddUnmatched(string typeName) => _unmatched.Add(typeName);
}
