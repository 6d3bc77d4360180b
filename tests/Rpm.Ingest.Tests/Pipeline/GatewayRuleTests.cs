using System.Text;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Pipeline;

/// <summary>A gateway brings in readings of the devices that are registered to it, and of no others.</summary>
public class GatewayRuleTests
{
    [Theory]
    [Trait("Control", "C-135")]
    // topic, client, named in the post, what comes of [device of g1, device of g2, device without a gateway, unknown device]
    [InlineData("up/g1/batch", "g1", null, "1000")]
    [InlineData("up/g2/batch", "g1", null, "0100")]
    [InlineData("up/g3/batch", "g3", null, "0010")]
    [InlineData("up/g1/batch", "a bridge", null, "1000")]
    [InlineData("up/d1/heart-rate", "g2", null, "0100")]
    [InlineData("up/d1/heart-rate", "d1", null, "1110")]
    [InlineData("vendor/x", "g2", null, "0100")]
    [InlineData("vendor/x", "somebody", null, "1110")]
    [InlineData("up/http/batch", "admin", null, "1110")]
    [InlineData("up/http/batch", "admin", "g1", "1000")]
    [InlineData("up/http/batch", "admin", "g3", "0010")]
    [InlineData("up/http/ingest/tenovi", "ingest", "g2", "0100")]
    public async Task Frame_OfAGateway_BringsInItsOwnDevicesOnly(string topic, string client, string? named, string taken)
    {
        await using var core = EngineCore.Start(autoEnrol: false, registry: Ward());
        var outcome = await SendAsync(core, Frame(core, topic, client, named));

        string[] devices = ["d1", "d2", "free", "nobody"];
        Assert.Equal(Enumerable.Range(0, 4).Where(i => taken[i] == '1').Select(i => devices[i]), core.Committed().Select(c => c.Reading.Device));
        Assert.Equal(Enumerable.Range(0, 4).Where(i => taken[i] == '0'), outcome.Quarantined.Select(q => q.Index));
        Assert.All(outcome.Quarantined, q => Assert.Equal(RejectReason.UnknownDevice, q.Reason));
        Assert.All(outcome.Quarantined.Where(q => q.Device != "nobody"), q => Assert.Contains("not registered to gateway", q.Detail, StringComparison.Ordinal));
        Assert.Equal(new Balance(4, outcome.Committed, 0, outcome.Quarantined.Count, 0), core.Log.Balance);
    }

    [Fact]
    [Trait("Control", "C-135")]
    public async Task Frame_WhereNoDeviceHasAGateway_IsTakenAsEver()
    {
        var registry = Ward();
        registry = registry.With(new Device { Id = "d1" }).With(new Device { Id = "d2" });
        Assert.Empty(registry.Gateways);
        await using var core = EngineCore.Start(autoEnrol: false, registry: registry);
        Assert.Equal(3, (await SendAsync(core, Frame(core, "up/g9/batch", "g1", null))).Committed);
    }

    [Fact]
    [Trait("Control", "C-135")]
    public async Task DryRun_OfAGateway_SaysTheSame()
    {
        await using var core = EngineCore.Start(autoEnrol: true, registry: Ward());
        var dry = await core.Intake.TryAsync(Frame(core, "up/g2/batch", "g2", null), CancellationToken.None);
        var wet = await SendAsync(core, Frame(core, "up/g2/batch", "g2", null));
        Assert.Equal(dry.Quarantined, wet.Quarantined);
        Assert.Equal((1, 1), (dry.Committed, wet.Committed));
    }

    [Fact]
    [Trait("Control", "C-135")]
    public async Task Frame_OfADeviceThatIsAGatewayToo_IsItsOwn()
    {
        await using var core = EngineCore.Start(autoEnrol: false, registry: Ward().With(new Device { Id = "free", Gateway = "d1" }));
        var outcome = await SendAsync(core, Frame(core, "up/d1/heart-rate", "d1", null));
        Assert.Equal(["d1", "free"], core.Committed().Select(c => c.Reading.Device));
        Assert.Equal(2, outcome.Quarantined.Count);
    }

    [Fact]
    [Trait("Control", "C-12")]
    public async Task Frame_RepeatedAfterItsDeviceWasHandedOn_IsADuplicate()
    {
        await using var core = EngineCore.Start(autoEnrol: false, registry: Ward().With(new Device { Id = "d3", Gateway = "g1" }));
        await SendAsync(core, Frame(core, "up/g1/batch", "g1", null));
        await core.Intake.AppendAsync([new DevicePut(new Device { Id = "d1", Gateway = "g2" }, "t")], CancellationToken.None);
        var again = await SendAsync(core, Frame(core, "up/g1/batch", "g1", null));
        Assert.Equal((0, 1), (again.Committed, again.Duplicate));
    }

    [Fact]
    public void Gateways_OfDevicesThatComeGoAndMove_AreCounted()
    {
        var registry = RegistrySnapshot.Empty
            .With(new Device { Id = "a", Gateway = "g" }).With(new Device { Id = "b", Gateway = "g" }).With(new Device { Id = "b", Gateway = "g", Model = "new" });
        Assert.Equal(2, registry.Gateways["g"]);
        registry = registry.With(new Device { Id = "a", Gateway = "h" }).With(new Device { Id = "b" });
        Assert.Equal([new("h", 1)], registry.Gateways);
    }

    private static RegistrySnapshot Ward()
    {
        var registry = RegistrySnapshot.Empty.With(new Patient { Id = "anna" });
        foreach (var (device, gateway) in new[] { ("d1", "g1"), ("d2", "g2"), ("free", null) })
        {
            registry = registry.With(new Device { Id = device, Gateway = gateway }).With(new Enrolment(device, "anna", device, null, Instant.Min, Instant.Max));
        }

        return registry;
    }

    private static Frame Frame(EngineCore core, string topic, string client, string? named) => new()
    {
        Source = topic.StartsWith("up/http/", StringComparison.Ordinal) ? FrameSource.Http : FrameSource.Mqtt,
        Topic = topic,
        Client = client,
        Payload = Encoding.UTF8.GetBytes("d1 1000 60\nd2 1000 61\nfree 1000 62\nnobody 1000 63"),
        Received = Instant.From(core.Clock.GetUtcNow()),
        UserProperties = named is null ? [] : [new(GatewayRule.Property, named)],
    };

    private static async Task<FrameOutcome> SendAsync(EngineCore core, Frame frame)
    {
        await core.Intake.AcceptAsync(frame, CancellationToken.None);
        return await frame.Receipt.Settled.WaitAsync(Eventually.Deadline);
    }
}
