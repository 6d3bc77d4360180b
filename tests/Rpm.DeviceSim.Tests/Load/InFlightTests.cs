using CsCheck;
using Rpm.DeviceSim.Load;
using Rpm.Telemetry;
using Xunit;

namespace Rpm.DeviceSim.Tests.Load;

public sealed class InFlightTests
{
    [Fact]
    public void Put_AnyOrderOfAnswers_NeverUsesAnIdThatIsOut() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 1_000_000].Array[1, 300]).Sample((window, choices) =>
        {
            var inFlight = new InFlight(window);
            var open = new Dictionary<ushort, long>();
            var number = 0L;
            foreach (var choice in choices)
            {
                if (choice % 2 == 0 && inFlight.HasRoom)
                {
                    var id = inFlight.Put(new Outgoing(null!, new Instant(number), 0, number));
                    Assert.InRange(id, 1, window);
                    Assert.True(open.TryAdd(id, number++), $"{id} was out");
                }
                else if (open.Count > 0)
                {
                    var id = open.Keys.ElementAt(choice / 2 % open.Count);
                    Assert.True(inFlight.TryTake(id, out var message));
                    Assert.Equal(open[id], message.Scheduled);
                    open.Remove(id);
                    Assert.False(inFlight.TryTake(id, out _));
                }

                Assert.Equal(open.Count, inFlight.Count);
                Assert.Equal(open.Values.Order(), inFlight.Open().Select(m => m.Message.Scheduled).Order());
            }
        });

    [Fact]
    public void TryTake_IdThatNobodyUsed_IsFalse()
    {
        var inFlight = new InFlight(3);

        Assert.False(inFlight.TryTake(0, out _));
        Assert.False(inFlight.TryTake(1, out _));
        Assert.False(inFlight.TryTake(4, out _));
    }
}
