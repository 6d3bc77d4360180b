using System.Text.Json;
using Rpm.Ingest.Commands;
using Rpm.Rules.Packs;

namespace Rpm.Ingest.Tests.Commands;

/// <summary>The commands of rules that need no engine, as somebody types them.</summary>
public sealed class RulesCommandsTests : IDisposable
{
    private const string Passing = """
        scenario: A night below the ward's limit
        pack: oximetry
        start: 2026-03-01 08:00
        readings:
          - SpO2 every 30s: 91x3 95x3
        expect:
          - at 08:00:30: spo2-low active high
          - at 08:02:30: spo2-low resolved
        """;

    private readonly TestFolder _folder = new();

    [Fact]
    public async Task Check_FaultyPack_NamesFileLineAndColumnAndFails()
    {
        Write("bad.yaml", "id: bad\nversion: 1\ntitel: Bad\n");

        var (code, output, error) = await RunAsync("rules", "check", _folder.Path);
        var (jsonCode, json, _) = await RunAsync("rules", "check", _folder.Path, "--json");

        Assert.Equal((ExitCodes.Failed, ""), (code, output));
        Assert.Contains("bad.yaml:3:1: 'titel' is not known here", error, StringComparison.Ordinal);
        var document = JsonDocument.Parse(json).RootElement;
        Assert.Equal((ExitCodes.Failed, false), (jsonCode, document.GetProperty("ok").GetBoolean()));
        var fault = document.GetProperty("faults").EnumerateArray().Single(f => f.GetProperty("message").GetString()!.StartsWith("'titel'", StringComparison.Ordinal));
        Assert.Equal(("bad.yaml", 3, 1), (fault.GetProperty("file").GetString(), fault.GetProperty("line").GetInt32(), fault.GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task Check_FolderWithScenariosBesideThePacks_TakesOnlyThePacksForPacks()
    {
        Write("oximetry.yaml", Shipped("oximetry"));
        Write("oximetry.scenario.yaml", Passing);

        Assert.Equal((ExitCodes.Ok, ""), Without(await RunAsync("rules", "check", _folder.Path)));
    }

    [Fact]
    public async Task Test_WithoutAPath_RunsTheShippedScenarios()
    {
        var (code, output, _) = await RunAsync("rules", "test");

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Contains("0 failed", output, StringComparison.Ordinal);
        Assert.DoesNotContain("note:", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Control", "C-161")]
    public async Task Test_AdaptedPack_IsTestedInPlaceOfTheShippedOne()
    {
        Write("night.scenario.yaml", Passing);
        Assert.Equal(ExitCodes.Failed, (await RunAsync("rules", "test", _folder.Path)).Code);

        Write("oximetry.yaml", Shipped("oximetry").Replace("default: 88 %", "default: 92 %", StringComparison.Ordinal));
        var (code, output, _) = await RunAsync("rules", "test", _folder.Path);

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Contains("night.scenario.yaml:1 A night below the ward's limit", output, StringComparison.Ordinal);
        Assert.Contains("1 passed, 0 failed", output, StringComparison.Ordinal);
        Assert.Contains("note: oximetry/pulse-low is in no scenario that passes", output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Control", "C-161")]
    public async Task Test_FailingScenario_SaysExpectedWasAndWhatHappened()
    {
        Write("night.scenario.yaml", Passing.Replace("91x3", "85x3", StringComparison.Ordinal).Replace("08:02:30: spo2-low resolved", "08:02:30: spo2-low active", StringComparison.Ordinal));

        var (code, output, _) = await RunAsync("rules", "test", _folder.File("night.scenario.yaml"));
        var (_, json, _) = await RunAsync("rules", "test", _folder.File("night.scenario.yaml"), "--json");

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("night.scenario.yaml:8:18", output, StringComparison.Ordinal);
        Assert.Contains("expected  at 08:02:30: spo2-low active", output, StringComparison.Ordinal);
        Assert.Contains("was       resolved high unacknowledged value 85 % limit 88 %", output, StringComparison.Ordinal);
        Assert.Contains("       08:00:30 spo2-low raised: active high", output, StringComparison.Ordinal);
        var scenario = JsonDocument.Parse(json).RootElement.GetProperty("scenarios")[0];
        Assert.Equal((false, 1, 2), (scenario.GetProperty("passed").GetBoolean(), scenario.GetProperty("failures").GetArrayLength(), scenario.GetProperty("timeline").GetArrayLength()));
    }

    [Fact]
    public async Task Test_FaultyScenario_FailsAndRunsNothingOfIt()
    {
        Write("night.scenario.yaml", Passing.Replace("spo2-low resolved", "spo2-lo resolved", StringComparison.Ordinal));

        var (code, output, error) = await RunAsync("rules", "test", _folder.Path);

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("night.scenario.yaml:8:18: There is no rule 'spo2-lo'", error, StringComparison.Ordinal);
        Assert.Contains("no scenario was run", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_FolderWithoutScenarios_HasFailed() => Assert.Equal(ExitCodes.Failed, (await RunAsync("rules", "test", _folder.Path)).Code);

    [Theory]
    [InlineData("rules", "test", "no-such-folder")]
    [InlineData("rules", "check", "no-such-folder")]
    [InlineData("rules", "test", "--jsn")]
    [InlineData("rules", "replay")]
    [InlineData("rules", "replay", "--trace")]
    [InlineData("rules", "replay", "--trace", "no-such-file")]
    [InlineData("rules", "replay", "--from", "2026-01-01T00:00:00Z")]
    [InlineData("rules", "replay", "--trace", "x.csv", "--patient", "p1")]
    [InlineData("rules", "replay", "--trace", "x.csv", "--zone", "Mars/North")]
    [InlineData("rules", "replay", "--trace", "x.csv", "--packs", "no-such-folder")]
    [InlineData("rules", "replay", "--trace", "x.csv", "--tracee", "y.csv")]
    [InlineData("rules", "explain")]
    [InlineData("rules", "explain", "a", "--jason")]
    public async Task Run_WrongUsage_SaysSoAndEndsWithTwo(params string[] line)
    {
        var (code, _, error) = await RunAsync(line);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    [Trait("Control", "C-162")]
    public async Task Replay_Trace_CountsAlertsAndComparesWithOtherPacks()
    {
        Write("trace.csv", Trace.Text(
            "a,2026-03-01T08:00:00,spo2,97,%", "a,2026-03-01T08:00:30,spo2,87,%", "a,2026-03-01T08:01:00,spo2,86,%", "a,2026-03-01T08:01:30,spo2,93,%",
            "a,2026-03-01T08:02:00,spo2,93,%", "b,2026-03-02T23:30:00,spo2,91,%", "b,2026-03-03T00:30:00,spo2,91,%", "b,2026-03-03T00:31:00,spo2,91,%",
            "b,2026-03-03T00:31:00,spo2,91,%", "b,2026-03-03T00:32:00,colour,91,%"));
        Write("packs/oximetry.yaml", Shipped("oximetry").Replace("default: 88 %", "default: 92 %", StringComparison.Ordinal));

        var (code, json, error) = await RunAsync("rules", "replay", "--trace", _folder.File("trace.csv"), "--zone", "Europe/Copenhagen", "--compare", _folder.File("packs"), "--json");

        Assert.Equal((ExitCodes.Ok, ""), (code, error));
        var answer = JsonDocument.Parse(json).RootElement;
        Assert.Equal((2, 8, 3), (answer.GetProperty("patients").GetInt32(), answer.GetProperty("readings").GetInt32(), answer.GetProperty("patientDays").GetInt32()));
        var low = answer.GetProperty("rules").EnumerateArray().Single(r => r.GetProperty("rule").GetString() == "spo2-low");
        Assert.Equal((1, 30), (low.GetProperty("alerts").GetInt32(), low.GetProperty("medianDelaySeconds").GetDouble()));
        Assert.Equal(1 / 3.0, low.GetProperty("perPatientDay").GetDouble(), 1e-12);
        var compared = answer.GetProperty("compared");
        Assert.Equal(["b"], compared.GetProperty("added").EnumerateArray().Select(a => a.GetProperty("patient").GetString()!));
        Assert.Equal(0, compared.GetProperty("removed").GetArrayLength());
        Assert.Contains("1 rows skipped, 0 readings refused, 1 duplicates", answer.GetProperty("source").GetString(), StringComparison.Ordinal);

        var (_, text, _) = await RunAsync("rules", "replay", "--trace", _folder.File("trace.csv"), "--compare=" + _folder.File("packs"));
        Assert.Contains("added: 1 alerts", text, StringComparison.Ordinal);
        Assert.Contains("removed: 0 alerts", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_FaultyPack_NamesItAndFails()
    {
        Write("trace.csv", Trace.Text("a,2026-03-01T08:00:00,spo2,97,%"));
        Write("packs/bad.yaml", "id: bad\n");

        var (code, _, error) = await RunAsync("rules", "replay", "--trace", _folder.File("trace.csv"), "--packs", _folder.File("packs"));

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("bad.yaml:1:1", error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static (int, string) Without((int Code, string Output, string Error) run) => (run.Code, run.Error);

    private static string Shipped(string pack) => ShippedPacks.Sources().Single(s => s.File == pack + ".yaml").Yaml;

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), text);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] line)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(line, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
