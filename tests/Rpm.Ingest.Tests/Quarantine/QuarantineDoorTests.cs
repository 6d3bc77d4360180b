using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Http;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Quarantine;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Tests.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Quarantine;

public sealed class QuarantineDoorTests : IAsyncLifetime
{
    private readonly EngineCore _core = EngineCore.Start(autoEnrol: false);
    private readonly CancellationTokenSource _stop = new();
    private QuarantineStore _store = null!;
    private QuarantineDoor _door = null!;
    private Task _following = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _store = new QuarantineStore(Path.Combine(_core.Folder, "quarantine.db"));
        _door = new QuarantineDoor(_store, _core.Intake, _core.Intake, () => _core.Log.LastPosition, _core.Clock);
        var pump = new FollowerPump(_store, _core.Log, _core.Clock, NullLogger<FollowerPump>.Instance);
        await pump.OpenAsync(_stop.Token);
        _following = pump.RunAsync(() => null, _stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _door.Dispose();
        _store.Dispose();
        await _core.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    [Trait("Control", "C-14")]
    public async Task Frame_UnusableElements_AreKeptWithPayloadAndReasonAndStopNothing()
    {
        await _core.SendAsync("cuff 1000 71", "!");
        await EnrolAsync();
        Assert.Equal(1, (await _core.SendAsync("cuff 2000 72")).Committed);

        var kept = await ListAsync(new QuarantineFilter());
        Assert.Equal([RejectReason.UnknownDevice, RejectReason.MissingValue], kept.Select(k => k.Entry.Reason));
        Assert.All(kept, k => Assert.Equal("cuff 1000 71\n!", System.Text.Encoding.UTF8.GetString(k.Entry.Payload)));
        Assert.Equal("cuff", kept[0].Entry.Device);
    }

    [Fact]
    [Trait("Control", "C-14")]
    public async Task Replay_AfterTheFix_MovesWhatPassesAndKeepsTheRest()
    {
        await _core.SendAsync("cuff 1000 71", "!", "cuff 2000 72");
        await EnrolAsync();
        Assert.Equal(new ReplayCounts(3, 2, 0, 1), await _door.ReplayAsync(new QuarantineFilter(), CancellationToken.None));
        Assert.Equal(RejectReason.MissingValue, Assert.Single(await ListAsync(new QuarantineFilter())).Entry.Reason);
        Assert.Equal(new Balance(3, 2, 0, 1, 0), _core.Log.Balance);
    }

    [Fact]
    [Trait("Control", "C-13")]
    public async Task Replay_TwiceAtOnce_LetsEachElementLeaveOnce()
    {
        await _core.SendAsync([.. Enumerable.Range(0, 50).Select(i => $"cuff {i} 71")]);
        await EnrolAsync();
        var replays = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _door.ReplayAsync(new QuarantineFilter(), CancellationToken.None)));
        Assert.Equal(50, replays.Sum(r => r.Committed));
        Assert.Equal(50, replays.Sum(r => r.Replayed));
        Assert.Equal(new Balance(50, 50, 0, 0, 0), _core.Log.Balance);
        Assert.Empty(await ListAsync(new QuarantineFilter()));
    }

    [Fact]
    [Trait("Control", "C-14")]
    public async Task Replay_FrameThatCanBeReadNow_CountsAsItsElements()
    {
        await _core.SendAsync("?cuff 1000 71", "cuff 2000 72", "!");
        await EnrolAsync();
        Assert.Equal(new ReplayCounts(1, 0, 0, 1), await _door.ReplayAsync(new QuarantineFilter(), CancellationToken.None));
        Assert.Equal(new Balance(1, 0, 0, 1, 0), _core.Log.Balance);

        _core.Decoder.ReadsAll = true;
        Assert.Equal(new ReplayCounts(3, 2, 0, 1), await _door.ReplayAsync(new QuarantineFilter(), CancellationToken.None));
        Assert.Equal(new Balance(3, 2, 0, 1, 0), _core.Log.Balance);
        Assert.Equal(2, Assert.Single(await ListAsync(new QuarantineFilter())).Entry.Index);
    }

    [Fact]
    public async Task Replay_PayloadOfWhichOnlyTheHeadWasKept_StaysWhereItIs()
    {
        await _core.SendAsync("? " + new string('x', 70_000));
        _core.Decoder.ReadsAll = true;
        Assert.Equal(new ReplayCounts(1, 0, 0, 1), await _door.ReplayAsync(new QuarantineFilter(), CancellationToken.None));
        Assert.Single(await ListAsync(new QuarantineFilter()));
    }

    [Fact]
    public async Task List_Filters_HoldTogether()
    {
        await _core.SendAsync("cuff 1000 71", "!", "scale 1000 80");
        _core.Clock.Advance(TimeSpan.FromHours(1));
        var later = Instant.From(_core.Clock.GetUtcNow());
        await _core.SendAsync("cuff 2000 72");
        var all = await ListAsync(new QuarantineFilter());

        Assert.Equal(4, all.Count);
        Assert.Equal([all[0].Id, all[3].Id], (await ListAsync(new QuarantineFilter { Device = "cuff" })).Select(i => i.Id));
        Assert.Equal([all[1].Id], (await ListAsync(new QuarantineFilter { Reason = RejectReason.MissingValue })).Select(i => i.Id));
        Assert.Equal([all[3].Id], (await ListAsync(new QuarantineFilter { From = later })).Select(i => i.Id));
        Assert.Equal([all[0].Id], (await ListAsync(new QuarantineFilter { To = later, Device = "cuff" })).Select(i => i.Id));
        Assert.Equal([all[2].Id], (await ListAsync(new QuarantineFilter { Ids = [all[2].Id, 999_999] })).Select(i => i.Id));
        Assert.Equal(all[1].Entry.Reason, (await _door.GetAsync(all[1].Id, CancellationToken.None))!.Entry.Reason);
        Assert.Null(await _door.GetAsync(999_999, CancellationToken.None));
    }

    [Fact]
    public async Task List_Pages_GiveEveryElementOnce()
    {
        await _core.SendAsync([.. Enumerable.Range(0, 1_203).Select(i => $"cuff {i} 71")]);
        var all = await ListAsync(new QuarantineFilter());
        Assert.Equal(1_203, all.Count);
        var paged = new List<long>();
        while (await _door.ListAsync(new QuarantineFilter { After = paged.LastOrDefault(), Take = 100 }, CancellationToken.None) is { Count: > 0 } page)
        {
            paged.AddRange(page.Select(p => p.Id));
        }

        Assert.Equal(all.Select(a => a.Id), paged);
    }

    [Fact]
    [Trait("Control", "C-13")]
    public async Task Expire_OldElements_AreDiscardedAndCounted()
    {
        await _core.SendAsync([.. Enumerable.Range(0, 700).Select(i => $"cuff {i} 71")]);
        _core.Clock.Advance(TimeSpan.FromDays(31));
        await _core.SendAsync("!");
        Assert.Equal(700, await _door.ExpireAsync(TimeSpan.FromDays(30), CancellationToken.None));
        Assert.Equal(0, await _door.ExpireAsync(TimeSpan.FromDays(30), CancellationToken.None));
        Assert.Equal(new Balance(701, 0, 0, 1, 700), _core.Log.Balance);
        Assert.Single(await ListAsync(new QuarantineFilter()));
    }

    [Fact]
    [Trait("Control", "C-14")]
    public async Task Store_OpenedAgain_HasWhatWasKeptAndAppliesNothingTwice()
    {
        await _core.SendAsync("!", "!");
        var before = await ListAsync(new QuarantineFilter());
        using var again = new QuarantineStore(Path.Combine(_core.Folder, "quarantine.db"));
        var progress = await again.OpenAsync(CancellationToken.None);
        await again.WaitForAsync(progress.Cursor, new CancellationTokenSource(Eventually.Deadline).Token);
        await again.ApplyAsync(_core.Log.ReadAfter(0, int.MaxValue), CancellationToken.None);
        Assert.Equal(before.Select(b => b.Id), again.List(new QuarantineQuery()).Select(q => q.Position));
    }

    /// <summary>What is in quarantine when everything committed has reached it.</summary>
    private async Task<IReadOnlyList<QuarantineItem>> ListAsync(QuarantineFilter filter)
    {
        await _store.WaitForAsync(_core.Log.LastPosition, CancellationToken.None).WaitAsync(Eventually.Deadline);
        return await _door.ListAsync(filter, CancellationToken.None);
    }

    private async Task EnrolAsync() => await _core.Intake.AppendAsync(
        [new DevicePut(new Device { Id = "cuff" }, "t"), new EnrolmentPut(new Enrolment("1", "anna", "cuff", null, Instant.Min, Instant.Max), null, "t", null)],
        CancellationToken.None);
}
