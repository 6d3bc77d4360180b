using System.Globalization;
using Rpm.Ingest.Monitoring;
using Rpm.Rules.Packs;
using Rpm.Rules.Scenarios;

namespace Rpm.Ingest.Commands;

/// <summary>
/// <c>rules test</c>: runs the scenarios in files and folders against the packs beside them; a pack that is not there is looked for among the shipped ones.
/// Without a path the shipped scenarios against the shipped packs. A run without a scenario has failed.
/// </summary>
internal static class RulesTestCommand
{
    public static async Task<int> RunAsync(string[] paths, bool json, TextWriter output, TextWriter error)
    {
        if (paths.FirstOrDefault(p => !Path.Exists(p)) is { } missing)
        {
            await error.WriteLineAsync($"{missing}: there is no such file or folder.");
            return ExitCodes.Usage;
        }

        var (packs, own, faults) = Packs(paths);
        var outcomes = new List<ScenarioOutcome>();
        foreach (var (file, yaml) in Scenarios(paths))
        {
            // With a faulty pack every scenario of it would only add "there is no such pack".
            if (faults.Count > 0 && own.Count == 0)
            {
                break;
            }

            var load = ScenarioLoader.Load(yaml, file, packs);
            faults.AddRange(load.Faults);
            outcomes.AddRange(load.Scenarios.Select(ScenarioRunner.Run));
        }

        var tested = paths.Length == 0 ? packs : own;
        var open = RuleCoverage.Of(tested, outcomes).Where(c => !c.Complete).ToList();
        var ok = faults.Count == 0 && outcomes.Count > 0 && outcomes.TrueForAll(o => o.Passed);
        if (json)
        {
            await CommandJson.WriteAsync(output, new
            {
                ok,
                scenarios = outcomes.Select(o => new { o.Scenario.File, o.Scenario.Line, o.Scenario.Title, o.Passed, o.Failures, o.Timeline }),
                faults,
                notShown = open.Select(c => new { c.Pack, c.Rule, c.Raises, c.Clears }),
            });
        }
        else
        {
            await PrintAsync(outcomes, faults, open, output, error);
        }

        return ok ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static async Task PrintAsync(
        List<ScenarioOutcome> outcomes, List<PackFault> faults, List<RuleCoverage> open, TextWriter output, TextWriter error)
    {
        foreach (var fault in faults)
        {
            await error.WriteLineAsync(fault.ToString());
        }

        foreach (var outcome in outcomes)
        {
            await output.WriteLineAsync($"{(outcome.Passed ? "ok  " : "FAIL")} {outcome.Scenario.File}:{outcome.Scenario.Line} {outcome.Scenario.Title}");
            if (outcome.Passed)
            {
                continue;
            }

            foreach (var failure in outcome.Failures)
            {
                await output.WriteLineAsync($"     {failure.File}:{failure.Line}:{failure.Column}");
                await output.WriteLineAsync($"       expected  {failure.Expected}");
                await output.WriteLineAsync($"       was       {failure.Was}");
            }

            await output.WriteLineAsync("     what happened:");
            foreach (var line in outcome.Timeline.DefaultIfEmpty("nothing"))
            {
                await output.WriteLineAsync($"       {line}");
            }
        }

        foreach (var rule in open)
        {
            var what = (rule.Raises, rule.Clears) switch { (false, false) => "in no scenario that passes", (false, true) => "never shown raised", _ => "never shown clear or silent" };
            await output.WriteLineAsync($"note: {rule.Pack}/{rule.Rule} is {what}");
        }

        var failed = outcomes.Count(o => !o.Passed);
        await output.WriteLineAsync(outcomes.Count == 0
            ? "no scenario was run"
            : string.Create(CultureInfo.InvariantCulture, $"{outcomes.Count - failed} passed, {failed} failed"));
    }

    private static (IReadOnlyList<RulePack> Packs, IReadOnlyList<RulePack> Own, List<PackFault> Faults) Packs(string[] paths)
    {
        var loads = paths.SelectMany(p => Files(p, PackCatalogue.IsPack)).Distinct().Select(f => PackLoader.Load(File.ReadAllText(f), f)).ToList();
        var own = loads.Select(l => l.Pack).OfType<RulePack>().ToList();
        var faults = loads.SelectMany(l => l.Faults).ToList();
        faults.AddRange(own.GroupBy(p => p.Id).Where(g => g.Count() > 1).Select(g => new PackFault(g.Key, 1, 1, $"There are several packs with the id '{g.Key}'.")));
        return ([.. own, .. ShippedPacks.Load().Where(s => own.TrueForAll(o => o.Id != s.Id))], own, faults);
    }

    private static IEnumerable<(string File, string Yaml)> Scenarios(string[] paths) => paths.Length == 0
        ? ShippedScenarios.Sources()
        : paths.SelectMany(p => Files(p, f => f.EndsWith(ScenarioLoader.Extension, StringComparison.Ordinal))).Distinct().Select(f => (f, File.ReadAllText(f)));

    private static IEnumerable<string> Files(string path, Func<string, bool> wanted) => File.Exists(path)
        ? wanted(path) ? [path] : []
        : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(wanted).Order(StringComparer.Ordinal);
}
