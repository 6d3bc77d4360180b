using Rpm.Ingest.Engine;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;
using Rpm.Rules.Packs;
using Rpm.Rules.Plans;
using Rpm.Rules.Scenarios;

namespace Rpm.Ingest.Monitoring;

/// <summary>
/// Puts rule packs in force: those that come with Rpm, or those in the configured file or folder. Each version that differs from
/// what is in force becomes a journal entry, so the monitor changes over between two readings and a replay does the same. Nothing is
/// activated while any file has a fault: the packs in force stay, all of them.
/// </summary>
internal sealed partial class PackCatalogue(string? path, IRegistry registry, IJournal journal, ILogger<PackCatalogue> logger) : IPackCatalogue, IEngineStep
{
    /// <summary>Loads the packs; every fault with file, line and column.</summary>
    public static (IReadOnlyList<(RulePack Pack, string Yaml)> Packs, IReadOnlyList<PackFault> Faults) Load(string? path)
    {
        var packs = new List<(RulePack, string)>();
        var faults = new List<PackFault>();
        foreach (var (file, yaml) in Sources(path, faults))
        {
            var load = PackLoader.Load(yaml, file);
            faults.AddRange(load.Faults);
            if (load.Pack is { } pack)
            {
                if (packs.Any(p => p.Item1.Id == pack.Id))
                {
                    faults.Add(new PackFault(file, 1, 1, $"There is another pack with the id '{pack.Id}'."));
                }

                packs.Add((pack, yaml));
            }
        }

        return (packs, faults);
    }

    /// <summary>What keeps no pack from loading, but should be looked at.</summary>
    public static IReadOnlyList<PackFault> Warnings(string? path) => [.. Sources(path, []).SelectMany(s => PackLoader.Load(s.Yaml, s.File).Warnings)];

    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => ActivateAsync(cancellationToken);

    /// <summary>Brings what is in force in line with the files.</summary>
    public async Task ActivateAsync(CancellationToken cancellationToken)
    {
        var (packs, faults) = Load(path);
        foreach (var fault in faults)
        {
            LogFault(fault.ToString());
        }

        if (faults.Count > 0)
        {
            return;
        }

        var active = registry.Current.Packs;
        var entries = new List<JournalEntry>();
        foreach (var (pack, yaml) in packs)
        {
            if (!active.TryGetValue(pack.Id, out var now) || now.Hash != pack.Hash)
            {
                entries.Add(new PackActivated(pack.Id, pack.Version, pack.Hash, yaml));
                LogActivated(pack.Id, pack.Version, pack.Hash);
            }
        }

        foreach (var id in active.Keys.Where(id => packs.All(p => p.Pack.Id != id)))
        {
            entries.Add(new PackDeactivated(id));
            LogDeactivated(id);
        }

        if (entries.Count > 0)
        {
            await journal.AppendAsync(entries, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public RegistryResult CheckLimit(Patient patient, LimitSet limit)
    {
        var key = $"{limit.Pack}/{limit.Parameter}";
        var packs = registry.Current.Packs.Values.Select(p => PackLoader.Load(p.Yaml, p.Id).Pack).OfType<RulePack>().ToList();
        if (!packs.Any(p => p.Id == limit.Pack && p.Parameters.Any(q => q.Name == limit.Parameter)))
        {
            return RegistryResult.Failed(RegistryOutcome.UnknownParameter, $"No pack in force has the parameter {key}.");
        }

        if (limit.Value is null)
        {
            return RegistryResult.Done;
        }

        var context = PatientContexts.Of(patient) with
        {
            Limits = new Dictionary<string, string> { [key] = limit.Value },
            Packs = [.. patient.Packs, limit.Pack],
            Spo2Target = null,
        };
        if (RulePlan.Create(packs, context).Faults is [var fault, ..])
        {
            return RegistryResult.Invalid([new RegistryFault("value", fault.Message)]);
        }

        // Such a limit does what a prescribed target does: below the pack's own it needs what a target needs.
        var own = ParameterInForce.Of(packs.First(p => p.Id == limit.Pack), context).First(p => p.Parameter.Name == limit.Parameter);
        return own.Parameter.FromSpo2Target && own.Value[0].Value < own.Parameter.Default[0].Value && string.IsNullOrWhiteSpace(limit.Prescriber)
            ? RegistryResult.Invalid([new RegistryFault("prescriber", $"A saturation limit below {own.Parameter.Default[0]} needs the name of who prescribed it.")])
            : RegistryResult.Done;
    }

    /// <summary>Whether the rule that raised an alert is still among the packs in force.</summary>
    public bool IsInForce(Alert alert) =>
        registry.Current.Packs.TryGetValue(alert.Pack, out var active)
        && (active.Hash == alert.PackHash || (PackLoader.Load(active.Yaml, active.Id).Pack?.Rules.Any(r => r.Id == alert.Rule) ?? false));

    /// <summary>Whether a file's name is that of a pack; scenarios may lie beside them.</summary>
    public static bool IsPack(string file) =>
        (file.EndsWith(".yaml", StringComparison.Ordinal) || file.EndsWith(".yml", StringComparison.Ordinal)) && !file.EndsWith(ScenarioLoader.Extension, StringComparison.Ordinal);

    private static IEnumerable<(string File, string Yaml)> Sources(string? path, List<PackFault> faults)
    {
        if (path is null)
        {
            return ShippedPacks.Sources();
        }

        if (File.Exists(path))
        {
            return [(Path.GetFileName(path), File.ReadAllText(path))];
        }

        if (Directory.Exists(path))
        {
            return Directory.EnumerateFiles(path).Where(IsPack)
                .Order(StringComparer.Ordinal).Select(f => (Path.GetFileName(f), File.ReadAllText(f))).ToList();
        }

        faults.Add(new PackFault(path, 1, 1, "There is no such file or folder."));
        return [];
    }

    [LoggerMessage(1300, LogLevel.Error, "Rule pack not usable, the packs in force stay: {Fault}")]
    private partial void LogFault(string fault);

    [LoggerMessage(1301, LogLevel.Information, "Rule pack {Pack} {Version} ({Hash}) is in force.")]
    private partial void LogActivated(string pack, string version, string hash);

    [LoggerMessage(1302, LogLevel.Warning, "Rule pack {Pack} is no longer in force.")]
    private partial void LogDeactivated(string pack);
}
