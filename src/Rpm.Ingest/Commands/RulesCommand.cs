using System.Globalization;
using Rpm.Ingest.Monitoring;

namespace Rpm.Ingest.Commands;

/// <summary><c>rules check</c>: every fault with file, line and column, and what should be looked at; only a fault fails.</summary>
internal static class RulesCommand
{
    public static async Task<int> CheckAsync(string? path, bool json, TextWriter output, TextWriter error)
    {
        if (path is not null && !Path.Exists(path))
        {
            await error.WriteLineAsync($"{path}: there is no such file or folder.");
            return ExitCodes.Usage;
        }

        var (packs, faults) = PackCatalogue.Load(path);
        var warnings = PackCatalogue.Warnings(path);
        if (json)
        {
            await CommandJson.WriteAsync(output, new
            {
                ok = faults.Count == 0,
                packs = packs.Select(p => new { p.Pack.Id, p.Pack.Version, p.Pack.Hash, rules = p.Pack.Rules.Select(r => r.Id) }),
                faults,
                warnings,
            });
        }
        else
        {
            foreach (var fault in faults)
            {
                await error.WriteLineAsync(fault.ToString());
            }

            foreach (var warning in warnings)
            {
                await error.WriteLineAsync($"{warning.File}:{warning.Line}:{warning.Column}: warning: {warning.Message}");
            }

            foreach (var (pack, _) in packs)
            {
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{pack.Id} {pack.Version}: {pack.Rules.Count} rules, {pack.Hash[..12]}"));
            }
        }

        return faults.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }
}
