using System.Text;
using Rpm.Ingest.Pipeline;
using Rpm.Telemetry;

namespace Rpm.Ingest.Tests.Mqtt;

/// <summary>The door as the sources see it; the test decides when receipts settle.</summary>
internal sealed class FakeIntake : IIntake
{
    private readonly List<Frame> _frames = [];

    public bool IsOpen { get; set; } = true;

    /// <summary>Every frame is durable at once.</summary>
    public bool CommitAtOnce { get; set; }

    /// <summary>Not completed: the intake is full.</summary>
    public Task Room { get; set; } = Task.CompletedTask;

    public Exception? Refusal { get; set; }

    public static FrameOutcome Committed { get; } = new(1, 1, 0, []);

    public IReadOnlyList<Frame> Frames
    {
        get
        {
            lock (_frames)
                return [.. _frames];
        }
    }

    public int Count
    {
        get
        {
            lock (_frames)
                return _frames.Count;
        }
    }

    public async ValueTask AcceptAsync(Frame frame, CancellationToken cancellationToken)
    {
        await Room.WaitAsync(cancellationToken);
        if (Refusal is not null)
            throw Refusal;
        lock (_frames)
            _frames.Add(frame);
        if (CommitAtOnce)
            frame.Receipt.Commit(Committed);
    }

    public async Task<Frame> FrameAsync(int index)
    {
        await Eventually.TrueAsync(() => Count > index, $"frame {index}");
        return Frames[index];
    }

    public static string Text(Frame frame) => Encoding.UTF8.GetString(frame.Payload.Span);

    public static FrameOutcome Quarantined(params Rejection[] rejections) => new(rejections.Length, 0, 0, rejections);
}
