using System.Globalization;

namespace Rpm.Ingest.Mqtt.Embedded;

/// <summary>How many connections there may be at a time, so that files are left for the journal and the stores.</summary>
internal static class ConnectionLimit
{
    /// <summary>Connections above the limit that are still told why they are refused; beyond them they are closed.</summary>
    public const int Spare = 100;

    private const int Reserved = 1_000;
    private const int Least = 100;

    /// <summary>By the files that this process may have open; without a bound where the system does not say.</summary>
    public static int OfThisProcess { get; } = Of(Limits());

    /// <summary>The same for what <c>/proc/self/limits</c> says; empty where there is no such file.</summary>
    internal static int Of(string limits)
    {
        foreach (var line in limits.Split('\n'))
        {
            const string Name = "Max open files";
            if (line.StartsWith(Name, StringComparison.Ordinal)
                && line[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var soft, ..]
                && int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files))
            {
                return Math.Max(Least, files - Reserved);
            }
        }

        return int.MaxValue - Spare;
    }

    private static string Limits()
    {
        try
        {
            return File.ReadAllText("/proc/self/limits");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
