namespace Rpm.Telemetry.Templates;

/// <summary>An expression of a template, ready to be asked. Thread-safe.</summary>
internal abstract class MappingExpression
{
    /// <summary>The expression as written.</summary>
    public required string Text { get; init; }

    /// <summary>The first value found. Never throws for what a message holds.</summary>
    public abstract MappingValue Evaluate(in MappingScope scope);
}
