namespace Rpm.Ingest.Commands;

/// <summary>The options of one command, taken out of what is left for the settings.</summary>
/// <param name="Values">By option, without the dashes.</param>
/// <param name="Settings">What is not an option of the command.</param>
/// <param name="Fault">What is wrong with the line; null when all is well.</param>
internal sealed record CommandOptions(IReadOnlyDictionary<string, string> Values, IReadOnlySet<string> Flags, string[] Settings, string? Fault)
{
    /// <summary>Takes them; <c>--name value</c> or <c>--name=value</c>. A setting is written in one word: <c>--Rpm:Http:Port=8081</c>.</summary>
    public static CommandOptions Take(string[] args, IReadOnlyList<string> valued, IReadOnlyList<string> flags)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var set = new HashSet<string>(StringComparer.Ordinal);
        var settings = new List<string>();
        string? fault = null;
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            var equals = name.IndexOf('=', StringComparison.Ordinal);
            var bare = equals < 0 ? name : name[..equals];
            if (flags.Contains(name))
            {
                set.Add(name);
            }
            else if (valued.Contains(bare) && equals >= 0)
            {
                fault ??= values.TryAdd(bare, name[(equals + 1)..]) ? null : $"--{bare} is given twice.";
            }
            else if (valued.Contains(name) && i + 1 < args.Length)
            {
                fault ??= values.TryAdd(name, args[++i]) ? null : $"--{name} is given twice.";
            }
            else if (bare.Contains(':', StringComparison.Ordinal))
            {
                settings.Add(args[i]);
            }
            else
            {
                fault ??= valued.Contains(name) ? $"--{name} needs a value." : $"'{args[i]}' is not an option of this command.";
            }
        }

        return new CommandOptions(values, set, [.. settings], fault);
    }
}
