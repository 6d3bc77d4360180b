namespace Rpm.DeviceSim.Terminal;

/// <summary>The simulator's exit codes.</summary>
internal static class ExitCode
{
    /// <summary>Everything was acknowledged.</summary>
    public const int Ok = 0;

    /// <summary>Something was refused, stayed unacknowledged or could not be read.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a file's form is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A threshold that was asked for was missed.</summary>
    public const int ThresholdMissed = 3;

    /// <summary>Interrupted from the keyboard or by the system, after what was in flight was drained.</summary>
    public const int Interrupted = 130;
}
