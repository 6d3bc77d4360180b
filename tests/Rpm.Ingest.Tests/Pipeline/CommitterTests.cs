using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Pipeline;

public class CommitterTests
{
    [Fact]
    [Trait("Control", "C-10")]
    public async Task Accept_NewReading_IsInTheFileBeforeTheReceiptSettles()
    {
        await using var core = EngineCore.Start();
        var outcome = await core.SendAsync("cuff 1000 71");

        Assert.Equal((1, 1, 0), (outcome.Received, outcome.Committed, outcome.Duplicate));
        var reading = Assert.Single(core.Committed());
        Assert.Equal(("cuff", 1000L, "cuff"), (reading.Reading.Device, reading.Reading.Time.UnixMilliseconds, reading.Patient));
        Assert.Equal(new Balance(1, 1, 0, 0, 0), core.Log.Balance);
    }

    [Fact]
    [Trait("Control", "C-12")]
    public async Task Accept_SameContentTwice_IsADuplicate()
    {
        await using var core = EngineCore.Start();
        await core.SendAsync("cuff 1000 71");
        var again = await core.SendAsync("cuff 1000 71");

        Assert.Equal((0, 1), (again.Committed, again.Duplicate));
        Assert.Single(core.Committed());
        Assert.Equal(0, core.Log.Balance.Missing);
    }

    [Fact]
    public async Task Accept_SameContentTwiceInOneFrame_IsADuplicate()
    {
        await using var core = EngineCore.Start();
        var outcome = await core.SendAsync("cuff 1000 71", "cuff 1000 71");
        Assert.Equal((1, 1), (outcome.Committed, outcome.Duplicate));
    }

    [Fact]
    public async Task Try_SameContentTwiceInOneFrame_SaysDuplicateAndRemembersNothing()
    {
        await using var core = EngineCore.Start();
        var dry = await core.Intake.TryAsync(core.Frame("cuff 1000 71\ncuff 1000 71"), CancellationToken.None);
        var wet = await core.SendAsync("cuff 1000 71", "cuff 1000 71");

        Assert.Equal((1, 1), (dry.Committed, dry.Duplicate));
        Assert.Equal((1, 1), (wet.Committed, wet.Duplicate));
    }

    [Fact]
    public async Task Accept_OtherContentInTheSameMillisecond_KeepsBothApart()
    {
        await using var core = EngineCore.Start();
        await core.SendAsync("cuff 1000 71", "cuff 1000 72", "cuff 1000 73");
        Assert.Equal([0, 1, 2], core.Committed().Select(r => (int)r.Ordinal));
    }

    [Theory]
    [InlineData("cuff 1000 71 id=a", "cuff 1000 72 id=a")]
    [InlineData("cuff 1000 71 id=a", "cuff 2000 71 id=a")]
    [InlineData("cuff 1000 71 seq=7", "cuff 1000 72 seq=7")]
    public async Task Accept_SameIdentityOtherContent_IsQuarantinedAsConflict(string first, string second)
    {
        await using var core = EngineCore.Start();
        await core.SendAsync(first);
        var outcome = await core.SendAsync(second);

        Assert.Equal(RejectReason.ConflictingDuplicate, Assert.Single(outcome.Quarantined).Reason);
        Assert.Single(core.Committed());
        Assert.Equal(new Balance(2, 1, 0, 1, 0), core.Log.Balance);
    }

    [Theory]
    [InlineData("cuff 1000 71 seq=7", "cuff 1000 71 seq=8")]
    [InlineData("cuff 1000 71 id=a", "cuff 1000 71 id=b")]
    [InlineData("cuff 1000 71 id=a", "oximeter 1000 71 id=a")]
    [InlineData("cuff 1000 71", "cuff 1001 71")]
    public async Task Accept_OtherIdentity_IsCommitted(string first, string second)
    {
        await using var core = EngineCore.Start();
        await core.SendAsync(first);
        Assert.Equal(1, (await core.SendAsync(second)).Committed);
    }

    [Fact]
    [Trait("Control", "C-15")]
    public async Task Accept_MixedFrame_KeepsTheGoodAndQuarantinesTheBad()
    {
        await using var core = EngineCore.Start();
        var outcome = await core.SendAsync("cuff 1000 71", "!", "cuff 2000 72");

        Assert.Equal((3, 2), (outcome.Received, outcome.Committed));
        Assert.Equal(1, Assert.Single(outcome.Quarantined).Index);
        var row = Assert.Single(core.File.ReadAfter(0, 10));
        var kept = Assert.Single(JournalCodec.Decode(row).Entries.OfType<Quarantined>());
        Assert.Equal("cuff 1000 71\n!\ncuff 2000 72", System.Text.Encoding.UTF8.GetString(kept.Payload));
        Assert.Equal(0, core.Log.Balance.Missing);
    }

    [Fact]
    [Trait("Control", "C-98")]
    public async Task Accept_MoreThanADeviceMay_KeepsTheRestInQuarantineAndLeavesTheOthersAlone()
    {
        await using var core = EngineCore.Start(options: new CommitOptions { DeviceRate = new RateLimit(2, 10) });
        var flood = await core.SendAsync([.. Enumerable.Range(0, 15).Select(i => $"flood {i} 71")]);
        Assert.Equal((15, 10), (flood.Received, flood.Committed));
        Assert.Equal([10, 11, 12, 13, 14], flood.Quarantined.Select(r => r.Index));
        Assert.All(flood.Quarantined, r => Assert.Equal(RejectReason.RateLimited, r.Reason));
        Assert.Equal(1, (await core.SendAsync("calm 1000 72")).Committed);

        // A repeated reading is a duplicate as ever, and costs nothing.
        Assert.Equal(10, (await core.SendAsync([.. Enumerable.Range(0, 10).Select(i => $"flood {i} 71")])).Duplicate);
        core.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await core.SendAsync("flood 100 71", "flood 101 71", "flood 102 71")).Committed);
        Assert.Equal(0, core.Log.Balance.Missing);
        Assert.Equal(6, core.Log.Balance.Quarantined);
    }

    [Fact]
    public async Task Accept_MoreThanAPublisherMay_CountsAllItsDevicesTogether()
    {
        await using var core = EngineCore.Start(options: new CommitOptions { PublisherRate = new RateLimit(1, 3) });
        var outcome = await core.SendAsync("a 1 71", "b 1 71", "c 1 71", "d 1 71");
        Assert.Equal(3, Assert.Single(outcome.Quarantined).Index);
    }

    [Fact]
    [Trait("Control", "C-15")]
    public async Task Accept_ThousandsOfBadElementsInOneFrame_KeepsItsPayloadOnce()
    {
        await using var core = EngineCore.Start();
        var outcome = await core.SendAsync([.. Enumerable.Repeat("!", 30_000)]);
        Assert.Equal(30_000, outcome.Quarantined.Count);
        var row = Assert.Single(core.File.ReadAfter(0, 10));
        Assert.InRange(row.Body.Length, 0, 16 * 1024 * 1024);
        var kept = JournalCodec.Decode(row).Entries.OfType<Quarantined>().ToList();
        Assert.Equal(60_000 - 1, kept[0].Payload.Length);
        Assert.All(kept.Skip(1), e => Assert.Equal((0, kept[0].Position), (e.Payload.Length, e.PayloadAt)));
    }

    [Fact]
    public async Task Accept_UnknownDevice_IsQuarantined()
    {
        await using var core = EngineCore.Start(autoEnrol: false);
        var outcome = await core.SendAsync("cuff 1000 71");
        Assert.Equal(RejectReason.UnknownDevice, Assert.Single(outcome.Quarantined).Reason);
    }

    [Fact]
    [Trait("Control", "C-18")]
    public async Task Accept_TwoWearers_BelongsToWhoeverWoreItWhenItWasTaken()
    {
        var registry = RegistrySnapshot.Empty.With(new Device { Id = "cuff" })
            .With(new Enrolment("1", "anna", "cuff", null, new Instant(0), new Instant(1000)))
            .With(new Enrolment("2", "bert", "cuff", null, new Instant(1000), new Instant(2000)));
        await using var core = EngineCore.Start(autoEnrol: false, registry: registry);
        var outcome = await core.SendAsync("cuff 1000 71", "cuff 999 72", "cuff 2000 73");

        Assert.Equal(["bert", "anna"], core.Committed().Select(r => r.Patient));
        Assert.Equal(RejectReason.NotEnrolled, Assert.Single(outcome.Quarantined).Reason);
    }

    [Fact]
    [Trait("Control", "C-99")]
    public async Task Accept_AfterThePatientWasErased_BelongsToNobody()
    {
        await using var core = EngineCore.Start();
        Assert.Equal(1, (await core.SendAsync("cuff 1000 71")).Committed);
        await core.Intake.AppendAsync([new PatientErased("cuff", "admin", "asked", core.Committer.Current.EnrolmentsOfPatient("cuff"))], CancellationToken.None);
        Assert.Equal(RejectReason.NotEnrolled, Assert.Single((await core.SendAsync("cuff 2000 71")).Quarantined).Reason);
        Assert.Empty(core.Committer.Current.Patients);
        Assert.Equal(0, core.Log.Balance.Missing);
    }

    [Fact]
    [Trait("Control", "C-12")]
    public async Task Restart_ReadingOfBefore_IsStillADuplicate()
    {
        var core = EngineCore.Start();
        await core.SendAsync("cuff 1000 71 id=a", "cuff 2000 72");
        await core.DisposeAsync();

        await using var again = EngineCore.Start(core.Folder);
        var outcome = await again.SendAsync("cuff 2000 72", "cuff 1000 71 id=a", "cuff 3000 73");
        Assert.Equal((1, 2), (outcome.Committed, outcome.Duplicate));
        Assert.Equal(new Balance(5, 3, 2, 0, 0), again.Log.Balance);
        Assert.Equal(["cuff"], again.Committer.Current.Devices.Keys);
    }

    [Fact]
    public async Task Append_RegistryChange_IsCurrentWhenItReturns()
    {
        await using var core = EngineCore.Start(autoEnrol: false);
        var position = await core.Intake.AppendAsync([new DevicePut(new Device { Id = "cuff" }, "test")], CancellationToken.None);
        Assert.Equal(1, position);
        Assert.True(core.Committer.Current.Devices.ContainsKey("cuff"));
    }

    [Fact]
    public async Task Replay_AfterEnrolment_MovesTheReadingFromQuarantineToCommitted()
    {
        await using var core = EngineCore.Start(autoEnrol: false);
        await core.SendAsync("cuff 1000 71", "cuff 2000 72");
        await core.Intake.AppendAsync(
            [new DevicePut(new Device { Id = "cuff" }, "t"), new EnrolmentPut(new Enrolment("1", "anna", "cuff", null, Instant.Min, Instant.Max), null, "t", null)],
            CancellationToken.None);

        Assert.Equal(1, (await ReplayAsync(core, 1)).Committed);
        Assert.Equal(1, (await ReplayAsync(core, 1)).Duplicate);
        Assert.Equal(2000, Assert.Single(core.Committed()).Reading.Time.UnixMilliseconds);
        Assert.Equal(2, core.Log.Balance.Received);
        Assert.Equal(0, core.Log.Balance.Missing);
    }

    [Fact]
    public async Task Replay_StillBad_ChangesNothing()
    {
        await using var core = EngineCore.Start(autoEnrol: false);
        await core.SendAsync("cuff 1000 71");
        var outcome = await ReplayAsync(core, 0);
        Assert.Equal(RejectReason.UnknownDevice, Assert.Single(outcome.Quarantined).Reason);
        Assert.Equal(new Balance(1, 0, 0, 1, 0), core.Log.Balance);
    }

    [Fact]
    public async Task Try_AnyFrame_KeepsNothing()
    {
        await using var core = EngineCore.Start();
        var outcome = await core.Intake.TryAsync(core.Frame("cuff 1000 71\n!"), CancellationToken.None);
        Assert.Equal((1, 1), (outcome.Committed, outcome.Quarantined.Count));
        Assert.Equal(default, core.Log.Balance);
        Assert.Equal(1, (await core.SendAsync("cuff 1000 71")).Committed);
    }

    [Fact]
    [Trait("Control", "C-16")]
    public async Task Commit_JournalRefuses_FailsTheReceiptAndShutsTheDoorUntilItTakesAgain()
    {
        await using var core = EngineCore.Start();
        await core.SendAsync("cuff 1000 71");
        using (var blocker = Rpm.Ingest.Storage.SqliteFile.Open(Path.Combine(core.Folder, "journal.db"), [""]))
        {
            Rpm.Ingest.Storage.SqliteFile.Execute(blocker, "CREATE TRIGGER full BEFORE INSERT ON groups BEGIN SELECT RAISE(ABORT, 'disk full'); END");
            var frame = core.Frame("cuff 2000 72");
            await core.Intake.AcceptAsync(frame, CancellationToken.None);
            await Assert.ThrowsAsync<IntakeStoppedException>(() => frame.Receipt.Settled.WaitAsync(TimeSpan.FromSeconds(10)));
            Assert.False(core.Intake.IsOpen);
            await Assert.ThrowsAsync<IntakeStoppedException>(async () => await core.Intake.AcceptAsync(core.Frame("cuff 3000 73"), CancellationToken.None));
            Rpm.Ingest.Storage.SqliteFile.Execute(blocker, "DROP TRIGGER full");
        }

        await Eventually.TrueAsync(() =>
        {
            core.Clock.Advance(TimeSpan.FromSeconds(1));
            return core.Intake.IsOpen;
        }, "intake opens again");
        var outcome = await core.SendAsync("cuff 2000 72");
        Assert.Equal(1, outcome.Committed);
        Assert.Equal([1000, 2000], core.Committed().Select(r => r.Reading.Time.UnixMilliseconds));
        Assert.Equal(0, core.Log.Balance.Missing);
    }

    private static async Task<FrameOutcome> ReplayAsync(EngineCore core, int index)
    {
        var frame = new Frame
        {
            Source = FrameSource.Replay,
            Topic = "up/gw/batch",
            Client = "gw",
            Payload = "cuff 1000 71\ncuff 2000 72"u8.ToArray(),
            Received = new Instant(0),
            QuarantineId = index + 1,
            ReplayIndex = index,
        };
        await core.Intake.AcceptAsync(frame, CancellationToken.None);
        return await frame.Receipt.Settled.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
