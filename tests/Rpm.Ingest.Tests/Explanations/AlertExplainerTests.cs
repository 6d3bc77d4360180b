using CsCheck;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Tests.Monitoring;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Explanations;

public class AlertExplainerTests
{
    private static readonly int[] Steps = [5, 30, 60, 700];

    [Fact]
    [Trait("Control", "C-164")]
    public async Task Explain_ResolvedAlert_SaysRuleLimitReadingsHoldAndWhatCleared()
    {
        await using var run = await ExplainedRun.StartAsync();
        await run.SpO2Async(97, 97, 86, 85, 84);
        var alert = Assert.Single(await run.AlertsAsync());
        await run.ActAsync(AlertActionKind.Acknowledge, alert);
        await run.SpO2Async(93, 94);

        var explanation = await run.ExplainAsync(alert);

        Assert.Equal((true, "resolved", "high"), (explanation.Agrees, explanation.State, explanation.Priority));
        Assert.Empty(explanation.Differences);
        Assert.Contains(explanation.Rule.Text, t => t is { Key: "when", Text: "spo2 < low" });
        Assert.Contains(explanation.Rule.Text, t => t is { Key: "clear.when", Text: "spo2 >= low + 2 %" });
        Assert.Equal(("low", "88 %", "default"), explanation.Limits.Select(l => (l.Parameter, l.Value, l.Origin)).Single());
        Assert.Equal(MonitorRun.Start + TimeSpan.FromMinutes(1), Instant.From(explanation.FirstBreach!.Value));
        Assert.Equal(30, explanation.HeldSeconds);
        Assert.Equal(["spo2 97 %", "spo2 97 %", "spo2 86 %", "spo2 85 %", "spo2 84 %", "spo2 93 %", "spo2 94 %"], explanation.Readings.Select(r => r.Values));
        Assert.Equal([false, false, true, true, false, false, false], explanation.Readings.Select(r => r.Evidence));
        Assert.Equal(["raised"], explanation.Readings[3].Changes);
        Assert.Equal(["resolved-by-condition"], explanation.Readings[6].Changes);
        Assert.Contains("spo2 94 %", explanation.Cleared, StringComparison.Ordinal);
        Assert.Contains(explanation.Words, w => w.Contains("held for 30 s", StringComparison.Ordinal));
        Assert.Contains(explanation.Words, w => w.EndsWith("it is the stored alert.", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Control", "C-164")]
    public async Task Explain_ReadingsOfTheEvidenceLost_SaysThatItDoesNotFollow()
    {
        await using var run = await ExplainedRun.StartAsync();
        await run.SpO2Async(97, 86, 85);
        var alert = Assert.Single(await run.AlertsAsync());
        run.Lost = r => r.Position == alert.Evidence[0].Position;

        var explanation = await run.ExplainAsync(alert);

        Assert.False(explanation.Agrees);
        Assert.Equal(["the rules raise no such alert from these readings"], explanation.Differences);
        Assert.Contains(explanation.Words, w => w.Contains("NOT the stored alert", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Control", "C-164")]
    public async Task Explain_GoodReadingLost_SaysWhereTheLivesPart()
    {
        await using var run = await ExplainedRun.StartAsync();
        await run.SpO2Async(86, 85, 95, 96);
        var alert = Assert.Single(await run.AlertsAsync());
        run.Lost = r => r.Reading.Values[0].Quantity.Mantissa == 96;

        Assert.Equal(["change 2: stored resolved-by-condition High, derived none"], (await run.ExplainAsync(alert)).Differences);
    }

    [Theory]
    [InlineData(true, "85 %", "patient", "set to 85 % by doctor")]
    [InlineData(false, "86 %", "target", "prescribed by Dr Weber")]
    public async Task Explain_PatientsLimit_SaysWhereItCameFrom(bool own, string value, string origin, string detail)
    {
        await using var run = await ExplainedRun.StartAsync(new Patient { Id = ExplainedRun.Patient, Spo2Target = new Spo2Target(86, 92, "Dr Weber") });
        if (own)
        {
            await run.Run.ApplyAsync([], new LimitSet(ExplainedRun.Patient, "oximetry", "low", "85 %", "doctor", "copd", "doctor"));
        }

        await run.SpO2Async(84, 84);
        var alert = Assert.Single(await run.AlertsAsync());
        // What was changed afterwards is not what it was judged by.
        await run.Run.ApplyAsync([], new LimitSet(ExplainedRun.Patient, "oximetry", "low", "80 %", "other", "later", "other"));
        await run.SpO2Async(84);

        var explanation = await run.ExplainAsync(alert);

        Assert.True(explanation.Agrees, string.Join('\n', explanation.Differences));
        var limit = Assert.Single(explanation.Limits);
        Assert.Equal((value, origin), (limit.Value, limit.Origin));
        Assert.Contains(detail, limit.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_PackThatWasChangedSince_UsesTheOneThatIsKept()
    {
        await using var run = await ExplainedRun.StartAsync();
        await run.SpO2Async(86, 85);
        var alert = Assert.Single(await run.AlertsAsync());
        var pack = MonitorRun.Pack("oximetry");
        var yaml = pack.Yaml.Replace("version: 1.0.0", "version: 9.0.0", StringComparison.Ordinal).Replace("default: 88 %", "default: 80 %", StringComparison.Ordinal);
        await run.Run.ApplyAsync([], pack with { Version = "9.0.0", Yaml = yaml, Hash = Rpm.Rules.Packs.PackLoader.Load(yaml, "o").Pack!.Hash });
        await run.SpO2Async(86, 85);

        var explanation = await run.ExplainAsync(alert);

        Assert.True(explanation.Agrees, string.Join('\n', explanation.Differences));
        Assert.Equal((pack.Version, pack.Hash), (explanation.Rule.Version, explanation.Rule.Hash));
    }

    [Fact]
    public async Task Explain_Silence_SaysSinceWhen()
    {
        await using var run = await ExplainedRun.StartAsync();
        await run.GlucoseAsync(50);
        run.Run.Wait(TimeSpan.FromMinutes(30));
        var silence = (await run.AlertsAsync()).Single(a => a.Rule == "signal-loss");
        Assert.Equal(AlertPriority.High, silence.Priority);

        var explanation = await run.ExplainAsync(silence);

        Assert.True(explanation.Agrees, string.Join('\n', explanation.Differences));
        Assert.Contains($"no usable reading since {MonitorRun.Start}", explanation.Raised, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_EnrolmentCorrectedAndReadingWithdrawnSince_StillFollowsFromWhatWasJudged()
    {
        await using var run = await ExplainedRun.StartAsync();
        await run.SpO2Async(97, 86, 85, 84);
        var alert = Assert.Single(await run.AlertsAsync());
        await run.Run.ApplyAsync([], new ReadingWithdrawn("ox", Kind.PulseOximetry, alert.Evidence[0].Time, 0, ExplainedRun.Patient, "wrong finger", "nurse"));
        var before = ExplainedRun.Enrol("ox").Enrolment;
        await run.Run.ApplyAsync([], new EnrolmentPut(before with { Patient = "bert" }, before, "nurse", "was bert's"));

        var explanation = await run.ExplainAsync(alert);

        Assert.True(explanation.Agrees, string.Join('\n', explanation.Differences));
        Assert.Contains(explanation.Words, w => w.Contains("withdrawn since", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explain_UnknownAlert_IsNull()
    {
        await using var run = await ExplainedRun.StartAsync();
        Assert.Null(await run.ExplainAsync("nothing"));
    }

    private static readonly Gen<(int What, int Value, int Seconds)[]> Stream =
        Gen.Select(Gen.Frequency((14, Gen.Const(0)), (5, Gen.Const(1)), (2, Gen.Int[2, 8])), Gen.Int[0, 99], Gen.Int[0, 3].Select(i => Steps[i])).Array[10, 60];

    [Fact]
    [Trait("Control", "C-164")]
    public Task Explain_AnyAlertOfAnyStream_FollowsAgain() => Stream.SampleAsync(async stream =>
    {
        await using var run = await ExplainedRun.StartAsync();
        foreach (var (what, value, seconds) in stream)
        {
            run.Run.Wait(TimeSpan.FromSeconds(seconds));
            await TakeAsync(run, what, value);
        }

        foreach (var alert in await run.AlertsAsync())
        {
            var explanation = await run.ExplainAsync(alert);
            Assert.True(explanation.Agrees, string.Join('\n', [.. explanation.Differences, .. explanation.Words, .. Journal(run)]));
        }
    }, iter: 25, threads: 1);

    private static IEnumerable<string> Journal(ExplainedRun run) =>
        run.Run.Journal.SelectMany(g => g.Readings.ToArray().Select(r => $"{g.At} {r.Position} {r.Reading.Device} {r.Reading.Values[0].Quantity}")
            .Concat(g.Entries.Select(e => $"{g.At} {e.Position} {(e is PackActivated p ? p.Pack : e)}")));

    private static async Task TakeAsync(ExplainedRun run, int what, int value)
    {
        switch (what)
        {
            case 0:
                await run.Run.ApplyAsync([MonitorRun.Spo2(ExplainedRun.Patient, "ox", run.Run.Now, 75 + (value / 4))]);
                break;
            case 1:
                await run.Run.ApplyAsync([MonitorRun.Glucose(ExplainedRun.Patient, "cgm", run.Run.Now, 40 + (value * 3))]);
                break;
            case 2 or 3 or 4:
                await run.Run.CatchUpAsync();
                if (run.Run.Alerts.Open.Alerts.Values.OrderBy(a => a.Id, StringComparer.Ordinal).FirstOrDefault() is { } alert)
                {
                    await run.ActAsync(what == 2 ? AlertActionKind.Acknowledge : what == 3 ? AlertActionKind.Resolve : AlertActionKind.Assign, alert, what == 3 ? "wrong-data" : null);
                }

                break;
            case 5:
                await run.Run.ApplyAsync([], new MonitoringPaused(ExplainedRun.Patient, value > 50 ? run.Run.Now + TimeSpan.FromMinutes(value) : null, "bath", "nurse"));
                break;
            case 6:
                await run.Run.ApplyAsync([], new LimitSet(ExplainedRun.Patient, "oximetry", "low", value > 50 ? $"{75 + (value / 6)} %" : null, "doctor", "copd", "doctor"));
                break;
            case 7:
                await run.Run.ApplyAsync([], value > 50 ? MonitorRun.Pack("oximetry") : new PackDeactivated("oximetry"));
                break;
            default:
                await run.Run.ApplyAsync([], new ReadingWithdrawn("ox", Kind.PulseOximetry, run.Run.Now - TimeSpan.FromSeconds(Steps[value % 4]), 0, ExplainedRun.Patient, "wrong", "nurse"));
                break;
        }
    }
}
