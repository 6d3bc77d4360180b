using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Engine;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Quarantine;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Quarantine;

/// <summary>A pulse in a message of its own completes the blood pressure of its time, whichever comes first, and nothing waits for it.</summary>
public sealed class WaitingPartsTests : IAsyncLifetime
{
    private const string Start = "2026-11-23T08:00:00Z";

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.Parse(Start, System.Globalization.CultureInfo.InvariantCulture));
    private readonly string _folder = Directory.CreateTempSubdirectory("rpm-test-").FullName;
    private Running _engine = null!;

    public async ValueTask InitializeAsync() => _engine = await Running.StartAsync(_folder, _clock);

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [Trait("Control", "C-137")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Part_AfterItsWhole_CompletesItAtOnceAndForAsLongAsItIsStored(bool withId)
    {
        Assert.Equal(1, (await SendAsync(Pressure(withId: withId))).Committed);
        _clock.Advance(TimeSpan.FromHours(3));
        Assert.Equal(1, (await SendAsync(Pulse(withId: withId))).Committed);
        AssertJoined();
        Assert.Equal(1, (await SendAsync(Pulse(withId: withId))).Duplicate);
        Assert.Equal(1, (await SendAsync(Pressure(withId: withId))).Duplicate);
        Assert.Equal(new Balance(4, 2, 2, 0, 0), _engine.Parts.Log.Balance);
    }

    [Theory]
    [Trait("Control", "C-137")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Part_BeforeItsWhole_WaitsInTheJournalAndHoldsNothingUp(bool withId)
    {
        var outcome = await SendAsync(Pulse(withId: withId));
        Assert.Equal((RejectReason.Waiting, (Instant?)(Now + TimeSpan.FromSeconds(10))), (Assert.Single(outcome.Quarantined).Reason, outcome.Quarantined[0].Waits));
        Assert.Equal(RejectReason.Waiting, Assert.Single((await SendAsync(Pulse(withId: withId))).Quarantined).Reason); // sent again
        Assert.Equal(0, await _engine.Door.JoinAsync(CancellationToken.None));

        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(1, (await SendAsync(Pressure(withId: withId))).Committed);
        Assert.Equal(2, await _engine.Door.JoinAsync(CancellationToken.None));
        AssertJoined();
        Assert.Equal(new Balance(3, 2, 1, 0, 0), _engine.Parts.Log.Balance);
    }

    [Fact]
    [Trait("Control", "C-137")]
    public async Task Part_WhoseWholeDoesNotCome_StandsForItselfAfterTheSpan()
    {
        await SendAsync(Pulse());
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, await _engine.Door.JoinAsync(CancellationToken.None));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await _engine.Door.JoinAsync(CancellationToken.None));
        AssertAlone();
        // Too late: the pressure is a reading of its own, and the pulse stays what it is.
        Assert.Equal(1, (await SendAsync(Pressure())).Committed);
        Assert.Equal(1, (await SendAsync(Pulse())).Duplicate);
        Assert.Equal(new Balance(3, 2, 1, 0, 0), _engine.Parts.Log.Balance);
    }

    [Theory]
    [Trait("Control", "C-137")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Part_ThatWaitedWhileTheEngineWasAway_IsNotLost(bool wholeComes)
    {
        await SendAsync(Pulse());
        await _engine.DisposeAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        _engine = await Running.StartAsync(_folder, _clock);
        Assert.Equal(new Balance(1, 0, 0, 1, 0), _engine.Parts.Log.Balance);
        if (wholeComes)
        {
            await SendAsync(Pressure());
        }

        Assert.Equal(1, await _engine.Door.JoinAsync(CancellationToken.None));
        if (wholeComes)
        {
            AssertJoined();
        }
        else
        {
            AssertAlone();
        }

        Assert.Equal(0, _engine.Parts.Log.Balance.Quarantined);
    }

    [Fact]
    [Trait("Control", "C-137")]
    public async Task Part_AfterARestart_FindsTheWholeThatIsStored()
    {
        await SendAsync(Pressure());
        await _engine.DisposeAsync();
        _engine = await Running.StartAsync(_folder, _clock);
        Assert.Equal(1, (await SendAsync(Pulse())).Committed);
        AssertJoined();
    }

    [Fact]
    [Trait("Control", "C-137")]
    public async Task Part_OfAnotherTimeOrIdOrDevice_DoesNotJoin()
    {
        await SendAsync(Pressure(withId: true));
        foreach (var other in new[] { Pulse(time: "2026-11-23T07:59:59Z"), Pulse(id: "other"), Pulse(device: "cuff-2") })
        {
            Assert.Single((await SendAsync(other)).Quarantined);
        }

        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, await _engine.Door.JoinAsync(CancellationToken.None));
        Assert.Equal(3, Committed().Count(c => c.Reading.Kind == Kind.HeartRate));
    }

    [Fact]
    [Trait("Control", "C-137")]
    public async Task Part_OfADeviceThatNobodyHas_DoesNotWait()
    {
        var outcome = await SendAsync(Pulse(device: "stranger"));
        Assert.Equal(RejectReason.UnknownDevice, Assert.Single(outcome.Quarantined).Reason);
    }

    [Fact]
    [Trait("Control", "C-137")]
    public async Task Part_WhoseDeviceIsGoneWhenItsTimeIsOver_StaysForAPersonAndIsTriedOnce()
    {
        await SendAsync(Pulse());
        await _engine.Parts.Intake.AppendAsync([new EnrolmentPut(new Enrolment("1", "anna", "cuff-1", null, Now + TimeSpan.FromDays(1), Instant.Max), null, "t", "wrong")], CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, await _engine.Door.JoinAsync(CancellationToken.None));
        Assert.Equal(0, await _engine.Door.JoinAsync(CancellationToken.None));
        Assert.Equal(new Balance(1, 0, 0, 1, 0), _engine.Parts.Log.Balance);
    }

    private Instant Now => Instant.From(_clock.GetUtcNow());

    private void AssertJoined()
    {
        var committed = Committed();
        Assert.Equal([Kind.BloodPressure, Kind.BloodPressure], committed.Select(c => c.Reading.Kind));
        Assert.Equal(committed[0].Reading.Time, committed[1].Reading.Time);
        Assert.Equal((ReadingFlags.Part, (byte)1, 1), (committed[1].Reading.Flags, committed[1].Ordinal, committed[1].Reading.Values.Count));
        Assert.True(committed[1].Reading.Values.TryGet(Measure.Pulse, out var pulse));
        Assert.Equal("71 /min", $"{pulse.Value} {Units.Ucum(pulse.Unit)}");
    }

    private void AssertAlone()
    {
        var reading = Assert.Single(Committed()).Reading;
        Assert.Equal((Kind.HeartRate, ReadingFlags.None), (reading.Kind, reading.Flags));
        Assert.True(reading.Values.TryGet(Measure.HeartRate, out _));
    }

    private List<CommittedReading> Committed() => [.. _engine.Parts.Log.ReadAfter(0, int.MaxValue).SelectMany(g => g.Readings.ToArray())];

    private static string Pressure(bool withId = false) => $$"""{"d":"cuff-1","t":"{{Start}}",{{(withId ? "\"id\":\"a7\"," : "")}}"sys":128,"dia":82}""";

    private static string Pulse(string device = "cuff-1", string time = Start, bool withId = false, string? id = null) =>
        $$"""{"d":"{{device}}","t":"{{time}}",{{(withId || id is not null ? $"\"id\":\"{id ?? "a7"}\"," : "")}}"pulse":71}""";

    private async Task<FrameOutcome> SendAsync(string payload)
    {
        var frame = new Frame { Source = FrameSource.Mqtt, Topic = "vendor/x", Client = "gw", Payload = Encoding.UTF8.GetBytes(payload), Received = Now };
        await _engine.Parts.Intake.AcceptAsync(frame, CancellationToken.None);
        return await frame.Receipt.Settled.WaitAsync(Eventually.Deadline);
    }

    /// <summary>Door, committer and quarantine over the decoder with a mapping, on a folder that outlives them.</summary>
    private sealed class Running : IAsyncDisposable
    {
        private const string Mapping = """
            [{ "templateType": "JsonPathContent", "template": { "typeName": "blood-pressure", "typeMatchExpression": "$..[?(@.sys)]", "deviceIdExpression": "$.d",
               "timestampExpression": "$.t", "idExpression": "$.id", "values": [
               { "valueName": "systolic", "valueExpression": "$.sys", "required": true }, { "valueName": "diastolic", "valueExpression": "$.dia", "required": true } ] } },
             { "templateType": "JsonPathContent", "template": { "typeName": "pulse", "kind": "blood-pressure", "part": true, "alone": "heart-rate", "across": true,
               "typeMatchExpression": "$..[?(@.pulse)]", "deviceIdExpression": "$.d", "timestampExpression": "$.t", "idExpression": "$.id",
               "values": [{ "valueName": "pulse", "valueExpression": "$.pulse", "required": true }] } }]
            """;

        private readonly CancellationTokenSource _stop = new();
        private readonly RegistryStore _registry;
        private readonly QuarantineStore _store;
        private readonly Task _committing;
        private readonly Task _following;

        private Running(EngineParts parts, RegistryStore registry, QuarantineStore store, FollowerPump pump, FakeTimeProvider clock)
        {
            (Parts, _registry, _store) = (parts, registry, store);
            Door = new QuarantineDoor(store, parts.Intake, parts.Intake, () => parts.Log.LastPosition, clock);
            _committing = parts.Committer.RunAsync(_stop.Token);
            _following = pump.RunAsync(() => null, _stop.Token);
        }

        public EngineParts Parts { get; }

        public QuarantineDoor Door { get; }

        public static async Task<Running> StartAsync(string folder, FakeTimeProvider clock)
        {
            var registry = new RegistryStore(Path.Combine(folder, "registry.db"));
            var limits = DecodeLimits.Create(new ReadingOptions(), allowTest: false);
            var file = Path.Combine(folder, "vendor.json");
            await System.IO.File.WriteAllTextAsync(file, Mapping);
            var faults = new List<Rpm.Ingest.Settings.SettingFault>();
            var mappings = MappingTable.Load(new Dictionary<string, Rpm.Ingest.Settings.MappingOptions> { ["vendor"] = new() { File = file, Topic = "vendor/+" } }, "rpm/v1", faults);
            Assert.Empty(faults);
            var parts = EngineParts.Open(
                folder, TimeSpan.FromDays(400), known => new FrameDecoder(limits, limits, known, mappings), registry, new CommitOptions(), new NoMeter(), clock, NullLoggerFactory.Instance);
            var store = new QuarantineStore(Path.Combine(folder, "quarantine.db"));
            var pump = new FollowerPump(store, parts.Log, clock, NullLogger<FollowerPump>.Instance);
            await pump.OpenAsync(CancellationToken.None);
            var running = new Running(parts, registry, store, pump, clock);
            if (parts.Log.LastPosition == 0)
            {
                await parts.Intake.AppendAsync(
                    [
                        new DevicePut(new Device { Id = "cuff-1" }, "t"), new DevicePut(new Device { Id = "cuff-2" }, "t"),
                        new EnrolmentPut(new Enrolment("1", "anna", "cuff-1", null, Instant.Min, Instant.Max), null, "t", null),
                        new EnrolmentPut(new Enrolment("2", "anna", "cuff-2", null, Instant.Min, Instant.Max), null, "t", null),
                    ],
                    CancellationToken.None);
            }

            return running;
        }

        public async ValueTask DisposeAsync()
        {
            Parts.Intake.Stop();
            await _committing;
            await _stop.CancelAsync();
            await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Door.Dispose();
            _store.Dispose();
            _registry.Dispose();
            await Parts.DisposeAsync();
            _stop.Dispose();
        }

        private sealed class NoMeter : ICommitMeter
        {
            public void Committed(int frames, int readings, TimeSpan duration)
            {
            }

            public void Settled(Frame frame, FrameOutcome outcome)
            {
            }
        }
    }
}
