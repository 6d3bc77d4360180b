namespace Rpm.Ingest.Commands;

/// <summary>What the process says to whoever started it.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    public const int Failed = 1;

    /// <summary>Wrong settings or usage.</summary>
    public const int Usage = 2;
}
