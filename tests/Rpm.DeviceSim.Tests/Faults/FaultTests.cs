using Rpm.DeviceSim.Faults;
using Rpm.DeviceSim.Load;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.DeviceSim.Tests.Faults;

public sealed class FaultTests
{
    private const int Messages = 20_000;
    private static readonly RunClock Clock = new(Instant.From(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero)), 0, 1_000_000);

    [Fact]
    public void Parse_EverythingInTheSyntax_IsEveryKindOnce()
    {
        var plan = FaultPlan.Parse([FaultPlan.Syntax], 1, out var wrong);

        Assert.Null(wrong);
        Assert.Equal(Enum.GetValues<FaultKind>().Order(), plan!.Faults.Select(f => f.Kind).Order());
        Assert.Equal(new Fault(FaultKind.Outage, 0.5, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30)), plan[FaultKind.Outage]);
        Assert.Equal(TimeSpan.FromSeconds(-90), plan[FaultKind.Skew]!.Span);
        Assert.Equal(1_000, plan[FaultKind.Slow]!.Count);
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("drop=1")]
    [InlineData("drop=0%")]
    [InlineData("drop=101%")]
    [InlineData("drop=1%:5s")]
    [InlineData("drop=1%,drop=2%")]
    [InlineData("delay=1%")]
    [InlineData("reorder=1%:0")]
    [InlineData("outage=50%:20s")]
    [InlineData("half-open=5%:20s")]
    [InlineData("gremlins=5%")]
    public void Parse_Nonsense_NamesThePiece(string text)
    {
        Assert.Null(FaultPlan.Parse([text], 1, out var wrong));
        Assert.NotNull(wrong);
    }

    [Fact]
    public void Bend_SameSeed_StrikesTheSameMessagesInTheirShares()
    {
        var (first, counts) = Bend("drop=5%,duplicate=10%,garbage=2%", seed: 4);
        var (again, _) = Bend("drop=5%,duplicate=10%,garbage=2%", seed: 4);
        var (other, _) = Bend("drop=5%,duplicate=10%,garbage=2%", seed: 5);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.Equal(counts[FaultKind.Drop], first.Count(copies => copies == 0));
        Assert.Equal(counts[FaultKind.Duplicate], first.Count(copies => copies == 2));
        Assert.InRange(counts[FaultKind.Drop] / (double)Messages, 0.04, 0.06);
        Assert.InRange(counts[FaultKind.Duplicate] / (double)Messages, 0.08, 0.12);
        Assert.InRange(counts[FaultKind.Garbage] / (double)Messages, 0.014, 0.026);
    }

    [Fact]
    public void TryRelease_Delayed_ComesAtItsTimeWithItsOwnTimeAndLosesNothing()
    {
        var faults = Of("delay=20%:3s", out var counts);
        var (sent, released) = (0, new List<Outgoing>());
        for (var n = 0; n < 1_000; n++)
        {
            var due = DueOf(n);
            while (faults.TryRelease(due.After, false, out var late))
            {
                Assert.True(due.After >= late.Time - Clock.Began + TimeSpan.FromSeconds(3));
                Assert.Equal(Clock.TimestampOf(late.Time - Clock.Began + TimeSpan.FromSeconds(3)), late.Scheduled);
                released.Add(late);
            }

            sent += Send(faults, due);
        }

        while (faults.TryRelease(TimeSpan.FromHours(1), true, out var late))
        {
            released.Add(late);
        }

        Assert.False(faults.Holds);
        Assert.Equal(counts[FaultKind.Delay], released.Count);
        Assert.Equal(1_000, sent + released.Count);
    }

    [Fact]
    public void TryRelease_Reordered_ComesBehindAsManyLaterOnesAsAsked()
    {
        var faults = Of("reorder=10%:10", out var counts);
        var order = new List<long>();
        for (var n = 0; n < 2_000; n++)
        {
            while (faults.TryRelease(DueOf(n).After, false, out var late))
            {
                order.Add((long)late.Id);
            }

            if (Send(faults, DueOf(n)) == 1)
            {
                order.Add(n);
            }
        }

        while (faults.TryRelease(TimeSpan.MaxValue, true, out var late))
        {
            order.Add((long)late.Id);
        }

        Assert.Equal(Enumerable.Range(0, 2_000).Select(n => (long)n), order.Order());
        var behind = order.Select((n, place) => order.Take(place).Count(m => m > n)).Where(c => c > 0).ToList();
        Assert.Equal(counts[FaultKind.Reorder], behind.Count);
        // One in ten is behind itself, and the last ones have nothing to come behind.
        Assert.All(behind.SkipLast(3), c => Assert.InRange(c, 3, 11));
    }

    [Fact]
    public void Bend_Skew_IsOfDevicesAndNotOfMessages()
    {
        var faults = Of("skew=30%:-90s", out _);
        var skewed = Enumerable.Range(0, 1_000).Where(n =>
        {
            var message = new Outgoing(null!, Clock.Began, 0, 0);
            faults.Bend(DueOf(n), ref message);
            Assert.True(message.Time == Clock.Began || message.Time == Clock.Began - TimeSpan.FromSeconds(90));
            return message.Time != Clock.Began;
        }).Select(n => DueOf(n).Group).ToList();

        Assert.InRange(skewed.Distinct().Count(), 15, 45);
        Assert.Equal(10 * skewed.Distinct().Count(), skewed.Count);
    }

    [Fact]
    public void Schedule_SameSeed_IsTheSameAndInOrder()
    {
        var plan = FaultPlan.Parse(["storm=50%:30s,outage=20%:5s@45s,half-open=10%@10s"], 7, out _)!;
        var events = FaultSchedule.Of(plan, 40).Take(6).ToList();

        Assert.Equal([10, 30, 45, 60, 90, 120], events.Select(e => e.At.TotalSeconds));
        Assert.Equal([4, 20, 8, 20, 20, 20], events.Select(e => e.Connections.Count));
        Assert.Equal(events.Select(e => string.Join(',', e.Connections)), FaultSchedule.Of(plan, 40).Take(6).Select(e => string.Join(',', e.Connections)));
        Assert.NotEqual(events[1].Connections, events[3].Connections);
    }

    private static (List<int> Copies, FaultCounts Counts) Bend(string text, int seed)
    {
        var counts = new FaultCounts();
        var faults = new ConnectionFaults(FaultPlan.Parse([text], seed, out _)!, counts, 3, Clock);
        return ([.. Enumerable.Range(0, Messages).Select(n => Send(faults, DueOf(n)))], counts);
    }

    private static ConnectionFaults Of(string text, out FaultCounts counts) =>
        new(FaultPlan.Parse([text], 1, out _)!, counts = new FaultCounts(), 0, Clock);

    private static int Send(ConnectionFaults faults, Due due)
    {
        var message = new Outgoing(
            new PacketTemplate(new byte[8], -1, 4, [], 1, Clock.Began), Clock.Began + due.After, (ulong)due.Number, Clock.TimestampOf(due.After));
        return faults.Bend(due, ref message);
    }

    private static Due DueOf(int n) => new(TimeSpan.FromMilliseconds(10 * n), n % 100, n);
}
