using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Rpm.Ingest.Mqtt;
using Rpm.Ingest.Mqtt.External;
using Xunit;

namespace Rpm.Ingest.Tests.Mqtt.External;

public sealed class BrokerDropWatchTests
{
    [Fact]
    public void Observe_GrowthRestartAndNonsense_CountsOnlyWhatWasDroppedSinceItWatches()
    {
        using var metrics = new MqttMetrics();
        var watch = new BrokerDropWatch(metrics, NullLogger<BrokerDropWatch>.Instance);
        var told = new List<(long, long)>();
        watch.Grew += (grown, total) => told.Add((grown, total));

        foreach (var text in new[] { "40", "40", "45", "many", "", "2", "3" })
            watch.Observe(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text)), retained: text == "40");

        Assert.Equal([(5, 45), (2, 2), (1, 3)], told);
        Assert.Equal(8, watch.Dropped);
    }

    [Fact, Trait("Control", "C-07")]
    public void Observe_FirstValueComesAsAChange_CountsIt()
    {
        using var metrics = new MqttMetrics();
        var watch = new BrokerDropWatch(metrics, NullLogger<BrokerDropWatch>.Instance);
        watch.Observe(new ReadOnlySequence<byte>("7"u8.ToArray()), retained: false);
        Assert.Equal(7, watch.Dropped);
    }
}
