namespace Rpm.Telemetry.Templates;

/// <summary>One match of a template: what it found in the message, before it is judged.</summary>
/// <param name="Line">The template's line in the mapping's file.</param>
/// <param name="TypeName">The template's type.</param>
/// <param name="Kind">Its kind; null where the type is none of the contract's.</param>
public sealed record MappingTraceEntry(int Line, string TypeName, Kind? Kind)
{
    /// <summary>Null where nothing was found.</summary>
    public string? Device { get; internal set; }

    public string? Patient { get; internal set; }

    public string? Correlation { get; internal set; }

    /// <summary>Null where no time could be read.</summary>
    public Instant? Time { get; internal set; }

    /// <summary>The template's value names with what was found, as text; null where nothing was.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Values { get; internal set; } = [];
}
