using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Monitoring;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Tests.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Registry;

public sealed class RegistryCommandsTests : IAsyncLifetime
{
    private static readonly Patient Anna = new() { Id = "anna", Cohorts = ["home"], Limits = new Dictionary<string, PatientLimit>() };

    private readonly EngineCore _core = EngineCore.Start(autoEnrol: false);
    private RegistryCommands _commands = null!;

    public async ValueTask InitializeAsync()
    {
        _commands = new RegistryCommands(_core.Intake, _core.Committer, new AnyLimit(), new FakeSeriesStore());
        await _commands.PutPatientAsync(Anna, "t", default);
        await _commands.PutPatientAsync(new Patient { Id = "bert" }, "t", default);
        await _commands.PutDeviceAsync(new Device { Id = "cuff" }, "t", default);
    }

    public ValueTask DisposeAsync()
    {
        _commands.Dispose();
        return _core.DisposeAsync();
    }

    [Fact]
    [Trait("Control", "C-73")]
    public async Task PutEnrolment_ManyThatOverlapAtOnce_OnlyOneSucceeds()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
            await _commands.PutEnrolmentAsync(new Enrolment($"e{i}", i % 2 == 0 ? "anna" : "bert", "cuff", null, new Instant(i), new Instant(100 + i)), "t", null, default))));

        Assert.Single(results, r => r.Outcome == RegistryOutcome.Done);
        Assert.Equal(19, results.Count(r => r.Outcome == RegistryOutcome.Overlap));
        Assert.Single(_core.Committer.Current.Enrolments);
    }

    [Fact]
    [Trait("Control", "C-73")]
    public async Task PutEnrolment_CallerGoesAwayWhileItIsAppended_TheNextCheckStillSeesIt()
    {
        var journal = new SlowJournal(_core.Intake);
        using var commands = new RegistryCommands(journal, _core.Committer, new AnyLimit(), new FakeSeriesStore());
        using var gone = new CancellationTokenSource();
        var first = commands.PutEnrolmentAsync(new Enrolment("e1", "anna", "cuff", null, new Instant(0), new Instant(10)), "t", null, gone.Token).AsTask();
        await gone.CancelAsync();
        var second = commands.PutEnrolmentAsync(new Enrolment("e2", "bert", "cuff", null, new Instant(5), new Instant(15)), "t", null, default).AsTask();
        journal.Go.SetResult();
        await Task.WhenAny(first);
        Assert.Equal(RegistryOutcome.Overlap, (await second.WaitAsync(Eventually.Deadline)).Outcome);
    }

    [Fact]
    public async Task Commands_OnSomeoneUnknown_AreRefusedAndJournalNothing()
    {
        var before = _core.Log.LastPosition;
        Assert.Equal(RegistryOutcome.UnknownPatient, (await _commands.PauseAsync(new MonitoringPaused("nobody", null, "r", "t"), default)).Outcome);
        Assert.Equal(RegistryOutcome.UnknownPatient, (await _commands.SetLimitAsync(new LimitSet("nobody", "p", "q", "1", "t", "r", null), default)).Outcome);
        Assert.Equal(RegistryOutcome.UnknownPatient, (await _commands.PutEnrolmentAsync(new Enrolment("e", "nobody", "cuff", null, new Instant(0), new Instant(1)), "t", null, default)).Outcome);
        Assert.Equal(before, _core.Log.LastPosition);
    }

    [Fact]
    public async Task PutPatient_Again_KeepsLimitsAndPause()
    {
        await _commands.SetLimitAsync(new LimitSet("anna", "oximetry", "low", "85 %", "doctor", "copd", "doctor"), default);
        await _commands.PauseAsync(new MonitoringPaused("anna", new Instant(99), "bath", "nurse"), default);
        await _commands.PutPatientAsync(Anna with { Name = "Anna" }, "t", default);
        var anna = _core.Committer.Current.Patients["anna"];
        Assert.Equal(("Anna", "85 %", new Instant(99)), (anna.Name, anna.Limits["oximetry/low"].Value, anna.PausedUntil));
    }

    [Fact]
    public async Task Store_LoadedAgain_IsTheRegistryThatAReplayGives()
    {
        await _commands.SetLimitAsync(new LimitSet("anna", "oximetry", "low", "85 %", "doctor", "copd", "doctor"), default);
        await _commands.PutEnrolmentAsync(new Enrolment("e", "anna", "cuff", 1, new Instant(0), new Instant(10)), "t", null, default);
        await _commands.PutEnrolmentAsync(new Enrolment("e", "bert", "cuff", null, new Instant(5), new Instant(10)), "t", "wrong patient", default);
        await _commands.PauseAsync(new MonitoringPaused("bert", new Instant(99), "bath", "nurse"), default);
        await _core.Intake.AppendAsync([new PackActivated("p", "1", "h1", "yaml 1"), new PackActivated("p", "2", "h2", "yaml 2"), new PackActivated("q", "1", "h3", "y"), new PackDeactivated("q")], default);

        var path = Path.Combine(_core.Folder, "registry.db");
        using (var store = new RegistryStore(path))
        {
            store.Load();
            await store.OpenAsync(default);
            foreach (var group in _core.Log.ReadAfter(0, int.MaxValue))
            {
                await store.ApplyAsync([group], default);
            }
        }

        using var again = new RegistryStore(path);
        Assert.Equal(Describe(_core.Committer.Current), Describe(again.Load()));
        Assert.Equal(_core.Log.LastPosition, again.Cursor());
        Assert.Equal("yaml 1", again.FindPack("h1")!.Yaml);
        Assert.Null(again.Load().Attribute("cuff", 1, new Instant(2)));
        Assert.Equal("bert", again.Load().Attribute("cuff", 1, new Instant(7))!.Patient);
    }

    [Fact]
    public async Task Import_OfTheSameFileTwice_ChangesNothingTheSecondTime()
    {
        var contents = new RegistryContents(
            [Anna with { Name = "Anna", Spo2Target = new Spo2Target(88, 92, "doctor") }], [new Device { Id = "ox", Model = "X" }],
            [new Enrolment("e", "anna", "ox", null, Instant.Min, Instant.Max), new Enrolment("f", "bert", "ox", null, Instant.Min, Instant.Max)]);
        var first = new RegistryImport(contents, _core.Committer, _commands, NullLogger<RegistryImport>.Instance);
        await first.RunAsync(default);
        Assert.Equal((3, 1), (first.Changed, first.Refused));

        await _commands.SetLimitAsync(new LimitSet("anna", "oximetry", "low", "85 %", "doctor", "copd", "doctor"), default);
        var before = _core.Log.LastPosition;
        var second = new RegistryImport(contents, _core.Committer, _commands, NullLogger<RegistryImport>.Instance);
        await second.RunAsync(default);
        Assert.Equal((0, 1), (second.Changed, second.Refused));
        Assert.Equal(before, _core.Log.LastPosition);
    }

    private static string Describe(RegistrySnapshot registry) => System.Text.Json.JsonSerializer.Serialize(new
    {
        Patients = registry.Patients.Values.OrderBy(p => p.Id, StringComparer.Ordinal),
        Devices = registry.Devices.Values.OrderBy(d => d.Id, StringComparer.Ordinal),
        Enrolments = registry.Enrolments.Values.OrderBy(e => e.Id, StringComparer.Ordinal),
        Packs = registry.Packs.Values.OrderBy(p => p.Id, StringComparer.Ordinal),
    });

    private sealed class AnyLimit : IPackCatalogue
    {
        public RegistryResult CheckLimit(Patient patient, LimitSet limit) => RegistryResult.Done;
    }

    /// <summary>Holds the first append back; gives up waiting when its caller does, as the door's queue would.</summary>
    private sealed class SlowJournal(IJournal journal) : IJournal
    {
        public TaskCompletionSource Go { get; } = new();

        public async ValueTask<long> AppendAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
        {
            var appended = Task.Run(async () =>
            {
                await Go.Task;
                return await journal.AppendAsync(entries, CancellationToken.None);
            }, CancellationToken.None);
            return await appended.WaitAsync(cancellationToken);
        }
    }
}
