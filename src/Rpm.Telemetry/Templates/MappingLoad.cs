namespace Rpm.Telemetry.Templates;

/// <summary>A mapping that was read, or why it could not be.</summary>
/// <param name="Mapping">Null where there is an error among the faults.</param>
/// <param name="Faults">Errors and warnings, in the order of the file.</param>
public sealed record MappingLoad(Mapping? Mapping, IReadOnlyList<MappingFault> Faults);
