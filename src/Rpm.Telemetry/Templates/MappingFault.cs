using System.Globalization;

namespace Rpm.Telemetry.Templates;

/// <summary>What is wrong with a mapping, and where.</summary>
/// <param name="File">The file, as the caller named it.</param>
/// <param name="Line">From 1; 0 where the whole file is meant.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="IsWarning">The mapping works, though perhaps not as meant.</param>
public sealed record MappingFault(string File, int Line, int Column, string Message, bool IsWarning = false)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{File}({Line},{Column}): {(IsWarning ? "warning" : "error")}: {Message}");
}
