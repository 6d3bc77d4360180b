using Microsoft.Extensions.Time.Testing;
using Rpm.Ingest.Alive;
using Rpm.Ingest.Registry;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Alive;

/// <summary>A gateway that is away is found; one that the engine could not hear is not.</summary>
public class GatewayWatchTests
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(15);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
    private readonly GatewayHearing _hearing;
    private readonly GatewayWatch _watch;
    private RegistrySnapshot _registry = RegistrySnapshot.Empty.With(new Device { Id = "a", Gateway = "hub" }).With(new Device { Id = "b", Gateway = "hub" });
    private bool _hears = true;

    public GatewayWatchTests()
    {
        _hearing = new GatewayHearing(_time);
        _watch = new GatewayWatch(() => _registry, _hearing, () => _hears, Within, _time);
        _time.Advance(TimeSpan.FromSeconds(1));
    }

    [Fact]
    [Trait("Control", "C-136")]
    public void Read_GatewayThatNeverSentAStatus_IsNeverMissed()
    {
        _hearing.Heard("hub");
        _time.Advance(2 * Within);
        Assert.Empty(Read());
    }

    [Fact]
    [Trait("Control", "C-136")]
    public void Read_GatewayThatSaysItIsOffline_IsFoundOnce()
    {
        Report("offline");
        _time.Advance(2 * Within);
        var found = Assert.Single(Read());
        Assert.Equal(("gateway-offline:hub", true, "it says \"offline\"; 2 devices are registered to it"), (found.Rule, found.Raises, found.Detail));
        Report(null);
        _hearing.Heard("hub");
        Assert.Empty(Read());
    }

    [Fact]
    [Trait("Control", "C-136")]
    public void Read_GatewayThatIsNotHeard_IsFoundAfterTheSpanAndNotBefore()
    {
        Report(null);
        _hearing.Heard("hub");
        _time.Advance(Within - TimeSpan.FromSeconds(1));
        Assert.Empty(Read());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("gateway-silent:hub", true), (Read().Single().Rule, Read().Single().Raises));
        _hearing.Heard("hub");
        Assert.Empty(Read());
    }

    [Fact]
    [Trait("Control", "C-136")]
    public void Read_AfterAStart_TellsNothingBeforeTheSpanAndEndsNothingEither()
    {
        Report(null);
        Assert.False(Read().Single().Raises);
        _time.Advance(Within);
        Assert.True(Read().Single().Raises);
    }

    [Fact]
    [Trait("Control", "C-136")]
    public void Read_WhileTheEngineHearsNothing_MissesNobodyAndBeginsAnew()
    {
        Report(null);
        _hearing.Heard("hub");
        _hears = false;
        _time.Advance(2 * Within);
        Assert.DoesNotContain(Read(), f => f.Raises);
        _hears = true;
        _time.Advance(Within - TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(Read(), f => f.Raises);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Read().Single().Raises);
    }

    [Fact]
    public void Read_GatewayWithoutDevicesAnyMore_IsForgotten()
    {
        Report("offline");
        _registry = _registry.With(new Device { Id = "a" }).With(new Device { Id = "b" });
        Assert.Empty(Read());
    }

    private void Report(string? error) => _registry = _registry.With(new GatewayState("hub", error, new Instant(1)));

    private List<EngineFinding> Read()
    {
        var found = new List<EngineFinding>();
        _watch.Read(found);
        return found;
    }
}
