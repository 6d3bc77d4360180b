using CsCheck;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;
using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Monitoring;

/// <summary>What holds for every stream of readings, actions and registry changes, wherever it is interrupted.</summary>
public class MonitorLawTests
{
    private static readonly string[] Patients = ["anna", "bert", "cara", "dora", "emil"];

    private enum Step
    {
        Spo2,
        Glucose,
        Acknowledge,
        Resolve,
        Pause,
        Correct,
        Withdraw,
        Limit,
        Packs,
        Advance,
        /// <summary>Everybody sends glucose.</summary>
        Ward,
        AcknowledgeWithMembers,
        /// <summary>The engine starts again, with another size of a group.</summary>
        Start,
    }

    private static readonly Gen<(Step Step, int Patient, int Value, int Seconds, bool Crash)[]> Stream = Gen.Select(
        Gen.Frequency(
            (12, Gen.Const(Step.Spo2)), (6, Gen.Const(Step.Glucose)), (2, Gen.Const(Step.Acknowledge)), (1, Gen.Const(Step.Resolve)), (1, Gen.Const(Step.Pause)),
            (1, Gen.Const(Step.Correct)), (1, Gen.Const(Step.Withdraw)), (1, Gen.Const(Step.Limit)), (1, Gen.Const(Step.Packs)), (4, Gen.Const(Step.Advance)),
            (3, Gen.Const(Step.Ward)), (2, Gen.Const(Step.AcknowledgeWithMembers)), (1, Gen.Const(Step.Start))),
        Gen.Int[0, 4], Gen.Int[0, 99], Gen.OneOf(Gen.Const(5), Gen.Const(20), Gen.Const(60), Gen.Const(700), Gen.Const(1_210)), Gen.Int[0, 9].Select(i => i == 0)).Array[10, 60];

    [Fact]
    [Trait("Control", "C-17")]
    public Task Crash_Anywhere_GivesTheSameAlertsAsAnUninterruptedRun() => Stream.SampleAsync(async stream =>
    {
        await using var straight = await PlayAsync(stream, shards: 2, crashes: false);
        await using var interrupted = await PlayAsync(stream, shards: 2, crashes: true);

        Assert.Equal((0, 0), (interrupted.Alerts.Conflicts, interrupted.Alerts.Gaps));
        Assert.Equal(await straight.LogAsync(), await interrupted.LogAsync());
        Assert.Equal(straight.Progress, interrupted.Progress);
    }, iter: 20, threads: 1);

    [Fact]
    [Trait("Control", "C-17")]
    public Task Shards_OneOrFour_GiveTheSameLogInTheSameOrder() => Stream.SampleAsync(async stream =>
    {
        await using var one = await PlayAsync(stream, shards: 1, crashes: false);
        await using var four = await PlayAsync(stream, shards: 4, crashes: false);
        Assert.Equal(await one.LogAsync(), await four.LogAsync());
    }, iter: 20, threads: 1);

    private static async Task<MonitorRun> PlayAsync((Step Step, int Patient, int Value, int Seconds, bool Crash)[] stream, int shards, bool crashes)
    {
        var run = new MonitorRun(shards);
        await run.OpenAsync();
        await run.ApplyAsync([], [new EngineStarted(null, 2), MonitorRun.Pack("oximetry"), MonitorRun.Pack("cgm"), .. Patients.Select(p => new PatientPut(new Patient { Id = p }, "t"))]);
        foreach (var step in stream)
        {
            run.Wait(TimeSpan.FromSeconds(step.Seconds));
            if (step.Crash && crashes)
            {
                run.Crash();
                await run.OpenAsync();
            }

            await TakeAsync(run, step.Step, Patients[step.Patient], step.Value);
        }

        await run.AdvanceAsync();
        return run;
    }

    private static async Task TakeAsync(MonitorRun run, Step step, string patient, int value)
    {
        var device = "ox-" + patient;
        switch (step)
        {
            case Step.Spo2:
                await run.ApplyAsync([MonitorRun.Spo2(patient, device, run.Now, 75 + (value / 4))]);
                break;
            case Step.Glucose:
                await run.ApplyAsync([MonitorRun.Glucose(patient, "cgm-" + patient, run.Now, 40 + (value * 3))]);
                break;
            case Step.Advance:
                await run.AdvanceAsync();
                break;
            case Step.Ward:
                await run.ApplyAsync([.. Patients.Take(1 + (value % Patients.Length)).Select(p => MonitorRun.Glucose(p, "cgm-" + p, run.Now, 120))]);
                break;
            case Step.Start:
                await run.AdvanceAsync();
                await run.ApplyAsync([], new EngineStarted(run.Now, 2 + (value % 2)));
                break;
            case Step.AcknowledgeWithMembers:
                await run.CatchUpAsync();
                foreach (var alert in run.Alerts.Open.Alerts.Values.Where(EnginePatient.IsSilentDevices).OrderBy(a => a.Id, StringComparer.Ordinal).Take(1))
                {
                    await run.ApplyAsync([], [
                        .. alert.Members.Select(m => new AlertActed(new AlertAction(AlertActionKind.Acknowledge, m.Alert, m.Patient, "nurse"))),
                        new AlertActed(new AlertAction(AlertActionKind.Acknowledge, alert.Id, alert.Patient, "nurse"))]);
                }

                break;
            case Step.Acknowledge or Step.Resolve:
                await run.CatchUpAsync();
                foreach (var alert in run.Alerts.Open.Alerts.Values.Where(a => a.Patient == patient).OrderBy(a => a.Id, StringComparer.Ordinal).Take(1))
                {
                    var kind = step == Step.Acknowledge ? AlertActionKind.Acknowledge : AlertActionKind.Resolve;
                    await run.ApplyAsync([], new AlertActed(new AlertAction(kind, alert.Id, patient, "nurse", Reason: step == Step.Resolve ? "wrong-data" : null)));
                }

                break;
            default:
                await run.ApplyAsync([], Change(run, step, patient, device, value));
                break;
        }
    }

    private static JournalEntry Change(MonitorRun run, Step step, string patient, string device, int value)
    {
        var before = new Enrolment("e-" + patient, patient, device, null, Instant.Min, Instant.Max);
        return step switch
        {
            Step.Pause => new MonitoringPaused(patient, value > 50 ? run.Now + TimeSpan.FromMinutes(value) : null, "bath", "nurse"),
            Step.Correct => new EnrolmentPut(before with { To = run.Now - TimeSpan.FromMinutes(value % 5) }, before, "nurse", "handed on"),
            Step.Withdraw => new ReadingWithdrawn(device, Kind.PulseOximetry, run.Now - TimeSpan.FromSeconds(value), 0, patient, "wrong", "nurse"),
            Step.Limit => new LimitSet(patient, "oximetry", "low", value > 50 ? $"{75 + (value / 6)} %" : null, "doctor", "copd", "doctor"),
            _ => value > 80 ? MonitorRun.Pack("blood-pressure") : value > 30 ? MonitorRun.Pack("cgm") : new PackDeactivated("cgm"),
        };
    }
}
