using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Pipeline;

public class RecentFramesTests
{
    private static readonly FrameOutcome Good = new(1, 1, 0, []);
    private static readonly FrameOutcome Bad = new(1, 0, 0, [new Rejection(0, RejectReason.MissingValue, "nothing there")]);

    private readonly RecentFrames _frames = new();

    [Fact]
    public void Of_ManyFrames_GivesTheLastTwentyNewestFirst()
    {
        for (var i = 0; i < 30; i++)
        {
            _frames.Note(Frame("up/cuff/heart-rate", i), Good);
        }

        Assert.Equal(Enumerable.Range(10, 20).Reverse().Select(i => (long)i), _frames.Of("cuff").Select(f => f.Received.UnixMilliseconds));
        Assert.Empty(_frames.Of("other"));
    }

    [Fact]
    public void Note_LargePayload_KeepsItsHead()
    {
        _frames.Note(Frame("up/cuff/heart-rate", 0, bytes: 100_000), Good);
        Assert.Equal(4096, Assert.Single(_frames.Of("cuff")).Payload.Length);
    }

    [Fact]
    public void Note_MoreDevicesThanFit_KeepsThoseItHasAndThoseWithSomethingToExplain()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _frames.Note(Frame($"up/d{i}/heart-rate", i), Good);
        }

        _frames.Note(Frame("up/well/heart-rate", 1), Good);
        _frames.Note(Frame("up/ill/heart-rate", 1), Bad);
        Assert.Empty(_frames.Of("well"));
        Assert.Single(_frames.Of("ill"));
        Assert.Empty(_frames.Of("d0"));
        Assert.Single(_frames.Of("d1"));
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Count(i => _frames.Of($"d{i}").Count > 0) + 1);
    }

    [Fact]
    public void Note_DevicesThatOnlyRejectionsName_HaveTheFrameToo()
    {
        var named = Enumerable.Range(0, 20).Select(i => new Rejection(i, RejectReason.UnknownDevice, "no such device", $"d{i / 2}")).ToList();
        _frames.Note(Frame("up/http/batch", 1), new FrameOutcome(21, 1, 0, [.. named, new Rejection(20, RejectReason.Malformed, "no object")]));
        Assert.All(["http", "d0", "d9"], device => Assert.Equal(21, Assert.Single(_frames.Of(device)).Outcome!.Received));
        _frames.Note(Frame("up/cuff/heart-rate", 2), new FrameOutcome(1, 0, 0, [new Rejection(0, RejectReason.MissingTime, "no time", "cuff")]));
        Assert.Single(_frames.Of("cuff"));
    }

    private static Frame Frame(string topic, long received, int bytes = 2) => new()
    {
        Source = FrameSource.Mqtt,
        Topic = topic,
        Client = "c",
        Payload = new byte[bytes],
        Received = new Instant(received),
    };
}
