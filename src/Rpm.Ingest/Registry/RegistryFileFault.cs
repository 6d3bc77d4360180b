namespace Rpm.Ingest.Registry;

/// <summary>What is wrong in a registry file, and where: line and column count from 1.</summary>
internal sealed record RegistryFileFault(int Line, int Column, string Message)
{
    public override string ToString() => FormattableString.Invariant($"line {Line}, column {Column}: {Message}");
}
