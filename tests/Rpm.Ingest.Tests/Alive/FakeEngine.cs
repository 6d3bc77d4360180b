using System.Text.Json;
using Rpm.Ingest.Alerts;
using Rpm.Ingest.Pipeline;

namespace Rpm.Ingest.Tests.Alive;

/// <summary>An intake, a journal head and a monitor that do what a test tells them.</summary>
internal sealed class FakeEngine : IIntake, IMonitorClock
{
    private readonly Lock _lock = new();
    private readonly List<(long Position, TaskCompletionSource Done)> _waiting = [];
    private long _applied;

    public List<Frame> Frames { get; } = [];

    public long Head { get; private set; }

    public long Applied => Interlocked.Read(ref _applied);

    public bool IsOpen { get; set; } = true;

    /// <summary>The next frames are not settled by themselves.</summary>
    public bool HoldsReceipts { get; set; }

    /// <summary>The monitor does not follow by itself.</summary>
    public bool HoldsMonitor { get; set; }

    public FrameOutcome Outcome { get; set; } = new(1, 1, 0, []);

    public ValueTask AcceptAsync(Frame frame, CancellationToken cancellationToken)
    {
        if (!IsOpen)
        {
            throw new IntakeStoppedException("full");
        }

        Frames.Add(frame);
        if (!HoldsReceipts)
        {
            Commit(frame);
        }

        return ValueTask.CompletedTask;
    }

    public void Commit(Frame frame)
    {
        Head++;
        frame.Receipt.Commit(Outcome);
        if (!HoldsMonitor)
        {
            Follow();
        }
    }

    public void Follow()
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _applied, Head);
            foreach (var (_, done) in _waiting.Where(w => w.Position <= Head))
            {
                done.TrySetResult();
            }
        }
    }

    public Task WaitForAsync(long position, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Applied >= position)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((position, done));
            return done.Task.WaitAsync(cancellationToken);
        }
    }

    public static JsonElement Payload(Frame frame)
    {
        using var json = JsonDocument.Parse(frame.Payload);
        return json.RootElement.Clone();
    }
}
