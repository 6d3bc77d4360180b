using Rpm.Ingest.Explanations;

namespace Rpm.Ingest.Commands;

/// <summary><c>rules explain ALERT</c>: why an alert is there; 1 where it does not follow again from what it rests on.</summary>
internal static class RulesExplainCommand
{
    public static async Task<int> RunAsync(string alert, string[] args, TextWriter output, TextWriter error)
    {
        var options = CommandOptions.Take(args, [], ["json"]);
        if (options.Fault is { } fault)
        {
            await error.WriteLineAsync(fault);
            return ExitCodes.Usage;
        }

        return await EngineCommand.RunAsync(
            options.Settings, output, error, client => client.GetAsync($"/api/v1/alerts/{Uri.EscapeDataString(alert)}/explanation"),
            async text =>
            {
                var explanation = CommandJson.Read<AlertExplanation>(text);
                if (options.Flags.Contains("json"))
                {
                    await CommandJson.WriteAsync(output, explanation);
                }
                else
                {
                    foreach (var line in explanation.Words)
                    {
                        await output.WriteLineAsync(line);
                    }
                }

                return explanation.Agrees ? ExitCodes.Ok : ExitCodes.Failed;
            });
    }
}
