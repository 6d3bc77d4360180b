using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rpm.Dashboard.Patients;
using Rpm.Ingest.Dashboard;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Monitoring;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Replays;
using Rpm.Ingest.Tests.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Dashboard;

public sealed class PatientCommandsTests : IAsyncLifetime
{
    private static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 7, 20, 12, 0, 0, TimeSpan.Zero));
    private static readonly Instant Then = Now - TimeSpan.FromDays(2);

    private readonly EngineCore _core = EngineCore.Start(autoEnrol: false);
    private readonly FakeSeriesStore _series = new();
    private readonly FakeTimeProvider _clock = new(Now.ToDateTimeOffset());
    private RegistryCommands _registry = null!;
    private RecordedReplay _replay = null!;
    private PatientCommands _commands = null!;

    public async ValueTask InitializeAsync()
    {
        var packs = new PackCatalogue(null, _core.Committer, _core.Intake, NullLogger<PackCatalogue>.Instance);
        await packs.RunAsync(default);
        _registry = new RegistryCommands(_core.Intake, _core.Committer, packs, _series);
        _replay = new RecordedReplay(_core.Committer, _series);
        _commands = new PatientCommands(_core.Committer, _registry, packs, _series, _replay, _clock);
        await _registry.PutPatientAsync(new Patient { Id = "anna" }, "t", default);
        await _registry.PutPatientAsync(new Patient { Id = "bert" }, "t", default);
        await _registry.PutDeviceAsync(new Device { Id = "ox-1" }, "t", default);
        await _registry.PutEnrolmentAsync(new Enrolment("e1", "anna", "ox-1", null, Instant.Min, Instant.Max), "t", null, default);
    }

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        _replay.Dispose();
        return _core.DisposeAsync();
    }

    [Fact]
    [Trait("Control", "C-183")]
    public async Task Preview_ALowerLimit_SaysWhatWouldNotHaveBeenRaised_AndChangesNothing()
    {
        // Two stretches of a minute: one at 85, one at 80.
        Take(0, 97, 85, 85, 85, 97, 97, 97);
        Take(60, 97, 80, 80, 80, 97, 97, 97);

        var (preview, fault) = await _commands.PreviewAsync("anna", "oximetry", "low", "82 %", 14, default);

        Assert.Null(fault);
        Assert.Equal((2, 1, 14L), (preview!.Now, preview.Then, preview.Readings));
        Assert.Equal("SpO₂ low", Assert.Single(preview.Removed).Title);
        Assert.Equal((2, 1), (Assert.Single(preview.Rules).Now, preview.Rules[0].Then));
        Assert.Empty(_core.Committer.Current.Patients["anna"].Limits);
    }

    [Theory]
    [Trait("Control", "C-183")]
    [InlineData("60 %", "not between")]
    [InlineData("85 mmHg", "wrong unit")]
    public async Task Preview_OutOfBounds_IsRefused(string value, string why)
    {
        var (preview, fault) = await _commands.PreviewAsync("anna", "oximetry", "low", value, 14, default);

        Assert.Null(preview);
        Assert.Contains(why, fault, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Control", "C-183")]
    public async Task SetLimit_SaturationBelowThePacksOwn_NeedsAPrescriber()
    {
        var without = await _commands.SetLimitAsync("anna", "oximetry", "low", "85 %", "COPD", " ", "nurse", default);
        var raised = await _commands.SetLimitAsync("anna", "oximetry", "low", "90 %", "after surgery", null, "nurse", default);
        var with = await _commands.SetLimitAsync("anna", "oximetry", "low", "85 %", "COPD", "Dr Weber", "nurse", default);

        Assert.False(without.Done);
        Assert.Contains("prescribed", without.Detail, StringComparison.Ordinal);
        Assert.True(raised.Done && with.Done);
        var limit = _core.Committer.Current.Patients["anna"].Limits["oximetry/low"];
        Assert.Equal(("85 %", "nurse", "COPD", "Dr Weber"), (limit.Value, limit.By, limit.Reason, limit.Prescriber));
    }

    [Fact]
    [Trait("Control", "C-183")]
    public async Task SetLimit_WithoutReason_IsRefused() =>
        Assert.False((await _commands.SetLimitAsync("anna", "oximetry", "low", "90 %", " ", null, "nurse", default)).Done);

    [Fact]
    [Trait("Control", "C-184")]
    public async Task Exclude_OnlyThePatientsOwn_AndWithAReason()
    {
        Take(0, 97);
        var key = new ReadingKey("ox-1", Kind.PulseOximetry, Then, 0, -1);

        Assert.False((await _commands.ExcludeAsync("anna", key, " ", "nurse", default)).Done);
        Assert.False((await _commands.ExcludeAsync("bert", key, "wrong", "nurse", default)).Done);
        Assert.True((await _commands.ExcludeAsync("anna", key, "wrong", "nurse", default)).Done);

        var entry = Entries().OfType<ReadingWithdrawn>().Single();
        Assert.Equal(("ox-1", Then, "anna", "wrong", "nurse"), (entry.Device, entry.Time, entry.Patient, entry.Reason, entry.By));
    }

    [Theory]
    [Trait("Control", "C-184")]
    [InlineData(NotTheirs.FromHereOn, 2)]
    [InlineData(NotTheirs.UpToHere, 2)]
    public async Task NotTheirs_CorrectsTheEnrolment_ByWhatWasCounted(NotTheirs reach, int leave)
    {
        Take(0, 97, 96, 95);
        var key = new ReadingKey("ox-1", Kind.PulseOximetry, Then + TimeSpan.FromSeconds(30), 0, -1);

        Assert.Equal(leave, await _commands.CountNotTheirsAsync("anna", key, reach, default));
        Assert.True((await _commands.NotTheirsAsync("anna", key, reach, "the neighbour", "nurse", default)).Done);

        Instant[] times = [.. Enumerable.Range(0, 3).Select(i => Then + TimeSpan.FromSeconds(30 * i))];
        Assert.Equal(3 - leave, times.Count(t => _core.Committer.Current.Attribute("ox-1", -1, t) is not null));
        Assert.Null(_core.Committer.Current.Attribute("ox-1", -1, key.Time));
        Assert.Contains("the neighbour", Entries().OfType<EnrolmentPut>().Last().Reason, StringComparison.Ordinal);
    }

    private IEnumerable<JournalEntry> Entries() => _core.Log.ReadAfter(0, int.MaxValue).SelectMany(g => g.Entries);

    private void Take(int afterMinutes, params long[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var reading = new Reading { Device = "ox-1", Kind = Kind.PulseOximetry, Time = Then + TimeSpan.FromMinutes(afterMinutes) + TimeSpan.FromSeconds(30 * i), User = -1 };
            reading.Values.Add(Measure.Spo2, new Quantity(values[i], 0, Unit.Percent));
            _series.Add(reading);
        }
    }
}
