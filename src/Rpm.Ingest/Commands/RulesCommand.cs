using System.Globalization;
using Rpm.Ingest.Monitoring;

namespace Rpm.Ingest.Commands;

/// <summary><c>rules check</c>: every fault with file, line and column.</summary>
internal static class RulesCommand
{
    public static async Task<int> CheckAsync(string? path, TextWriter output, TextWriter error)
    {
        var (packs, faults) = PackCatalogue.Load(path);
        foreach (var fault in faults)
        {
            await error.WriteLineAsync(fault.ToString());
        }

        foreach (var (pack, _) in packs)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{pack.Id} {pack.Version}: {pack.Rules.Count} rules, {pack.Hash[..12]}"));
        }

        return faults.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
