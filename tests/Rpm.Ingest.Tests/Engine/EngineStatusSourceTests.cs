using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Engine;
using Rpm.Ingest.Followers;
using Rpm.Ingest.Http;
using Rpm.Ingest.Pipeline;
using Rpm.Ingest.Registry;
using Rpm.Ingest.Tests.Followers;
using Rpm.Ingest.Tests.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Engine;

public class EngineStatusSourceTests
{
    [Fact]
    [Trait("Control", "C-13")]
    public async Task Read_WhileAFollowerStandsStill_CountsWhatItHasNotYetAsPending()
    {
        await using var core = EngineCore.Start();
        using var registry = new RegistryStore(Path.Combine(core.Folder, "other", "registry.db"));
        await using var parts = EngineParts.Open(
            Path.Combine(core.Folder, "other"), TimeSpan.FromDays(400), _ => core.Decoder, registry, new CommitOptions { AutoEnrol = true }, new NoMeter(), core.Clock, NullLoggerFactory.Instance);
        using var stop = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        var follower = new RecordingFollower { Gate = gate.Task };
        var pump = new FollowerPump(follower, parts.Log, core.Clock, NullLogger<FollowerPump>.Instance);
        parts.Follow([pump], null!);
        await pump.OpenAsync(stop.Token);
        var (following, committing) = (pump.RunAsync(() => null, stop.Token), parts.Committer.RunAsync(stop.Token));
        var source = new EngineStatusSource(parts, []);

        var frame = core.Frame("d 1 60\nd 2 60\nd 1 60\n!");
        await parts.Intake.AcceptAsync(frame, default);
        await frame.Receipt.Settled.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        var status = ((IStatusSource)source).Read();
        Assert.Equal(new Rpm.Ingest.Journal.Balance(4, 2, 1, 1, 0), status.Balance);
        Assert.Equal(("recorder", 2L, 0L, 0L, 2L), Numbers(status));

        await Eventually.TrueAsync(() => follower.Calls > 0, "the follower has taken the group");
        core.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("recorder", Assert.Single(((IHealthSource)source).Read().Degraded).Name);
        Assert.Equal(31, Assert.Single(((IStatusSource)source).Read().Followers).LagSeconds, 3);

        gate.SetResult();
        await Eventually.TrueAsync(() => Numbers(((IStatusSource)source).Read()) == ("recorder", 2L, 2L, 0L, 0L), "nothing is pending");
        Assert.Empty(((IHealthSource)source).Read().Degraded);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => committing);
    }

    private static (string, long, long, long, long) Numbers(EngineStatus status)
    {
        var f = Assert.Single(status.Followers);
        return (f.Name, f.Committed, f.Written, f.Rejected, f.Pending);
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
