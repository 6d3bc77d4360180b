using System.Text;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Pipeline;

/// <summary>What a gateway says of itself is journaled, counts as nobody's reading, and outlives a restart.</summary>
public class GatewayStatusTests
{
    private static readonly RegistrySnapshot Ward = RegistrySnapshot.Empty
        .With(new Patient { Id = "anna" }).With(new Device { Id = "cuff", Gateway = "hub" }).With(new Enrolment("1", "anna", "cuff", null, Instant.Min, Instant.Max))
        .With(new Device { Id = "phone" }).With(new Device { Id = "watch", Gateway = "phone" }).With(new Enrolment("2", "anna", "phone", null, Instant.Min, Instant.Max));

    [Theory]
    [Trait("Control", "C-136")]
    [InlineData("""{"error":"offline"}""", true, "offline")]
    [InlineData("""{"time":"2026-11-23T08:00:00Z","battery":80}""", true, null)]
    [InlineData("""{"error":null}""", true, null)]
    [InlineData("""{"error":""}""", true, null)]
    [InlineData("""{"error":false}""", true, null)]
    [InlineData("""{"error":17}""", true, "17")]
    [InlineData("""{"error":"a\u0007b"}""", true, "ab")]
    [InlineData("""{"error":"\ud800"}""", false, null)]
    [InlineData("{}", true, null)]
    [InlineData("offline", false, null)]
    [InlineData("[{}]", false, null)]
    [InlineData("", false, null)]
    public void Read_PayloadOfARegisteredGateway_IsItsStatusWhereItCanBeRead(string payload, bool read, string? error)
    {
        var report = GatewayStatus.Read(Frame("up/hub/status", payload), Ward);
        Assert.Equal((read, error), (report is not null, report?.Error));
    }

    [Theory]
    [InlineData("up/stranger/status")] // nothing is registered to it
    [InlineData("up/cuff/status")] // a device
    [InlineData("up/phone/status")] // a gateway, but a patient's device too
    [InlineData("up/hub/heart-rate")]
    [InlineData("up//status")]
    [InlineData("vendor/hub/status")]
    public void Read_WhatIsNoGatewaysStatus_IsDecoded(string topic) => Assert.Null(GatewayStatus.Read(Frame(topic, "{}"), Ward));

    [Fact]
    public void Read_LongError_IsCutShort() => Assert.Equal(64, GatewayStatus.Read(Frame("up/hub/status", $$"""{"error":"{{new string('x', 500)}}"}"""), Ward)!.Error!.Length);

    [Fact]
    [Trait("Control", "C-136")]
    public async Task Status_OfAGateway_IsJournaledAndCountsInNoBalance()
    {
        await using var core = Start();
        var frame = Frame("up/hub/status", "{}");
        Assert.Equal(new FrameOutcome(0, 0, 0, []), await SendAsync(core, frame) with { Quarantined = [] });
        Assert.Equal((default(Balance), 0L, "hub"), (core.Log.Balance, core.Intake.Received, frame.Gateway));
        var entry = Assert.IsType<GatewayReported>(Assert.Single(core.Log.ReadAfter(0, int.MaxValue).SelectMany(g => g.Entries)));
        Assert.Equal(("hub", null, frame.Received), (entry.Gateway, entry.Error, entry.Received));
    }

    [Fact]
    [Trait("Control", "C-136")]
    public async Task Will_OfAGateway_HoldsOverARestartUntilAnythingComesThroughIt()
    {
        var core = Start();
        var will = Frame("up/hub/status", """{"error":"offline"}""");
        await SendAsync(core, will);
        Assert.Null(will.Gateway); // a will is no sign of life
        await core.DisposeAsync();

        await using var again = Start(core.Folder);
        Assert.Equal("offline", again.Committer.Current.GatewayStates["hub"].Error);
        await SendAsync(again, Frame("up/cuff/heart-rate", "cuff 1000 60", client: "cuff"));
        Assert.Equal("offline", again.Committer.Current.GatewayStates["hub"].Error);
        var frame = Frame("up/hub/batch", "cuff 2000 60");
        Assert.Equal(1, (await SendAsync(again, frame)).Committed);
        Assert.Equal((null, "hub"), (again.Committer.Current.GatewayStates["hub"].Error, frame.Gateway));
    }

    [Fact]
    [Trait("Control", "C-136")]
    public async Task States_AreInTheRegistrysFile()
    {
        await using var core = Start();
        await SendAsync(core, Frame("up/hub/status", "{}"));
        await SendAsync(core, Frame("up/hub/status", """{"error":"offline"}"""));
        await SendAsync(core, Frame("up/hub/status", """{"error":"offline"}"""));
        var path = Path.Combine(core.Folder, "registry.db");
        using (var store = new RegistryStore(path))
        {
            store.Load();
            await store.OpenAsync(CancellationToken.None);
            await store.ApplyAsync(core.Log.ReadAfter(0, int.MaxValue), CancellationToken.None);
        }

        using var read = new RegistryStore(path);
        Assert.Equal(core.Committer.Current.GatewayStates, read.Load().GatewayStates);
        Assert.Equal("offline", read.Load().GatewayStates["hub"].Error);
    }

    [Fact]
    public async Task Status_SentBeforeTheGatewayWasRegistered_StaysInQuarantine()
    {
        await using var core = Start();
        var frame = Frame("up/stranger/status", "!");
        Assert.Single((await SendAsync(core, frame)).Quarantined);
        Assert.Empty(core.Committer.Current.GatewayStates);
    }

    private static EngineCore Start(string? folder = null)
    {
        var core = EngineCore.Start(folder, autoEnrol: false, registry: Ward);
        core.Decoder.Registry = () => core.Committer.Current;
        return core;
    }

    private static Frame Frame(string topic, string payload, string client = "hub") => new()
    {
        Source = FrameSource.Mqtt,
        Topic = topic,
        Client = client,
        Payload = Encoding.UTF8.GetBytes(payload),
        Received = new Instant(1_000_000),
    };

    private static async Task<FrameOutcome> SendAsync(EngineCore core, Frame frame)
    {
        await core.Intake.AcceptAsync(frame, CancellationToken.None);
        return await frame.Receipt.Settled.WaitAsync(Eventually.Deadline);
    }
}
