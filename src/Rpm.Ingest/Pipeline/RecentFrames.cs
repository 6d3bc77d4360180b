using System.Collections.Concurrent;
using Rpm.Ingest.Http;

namespace Rpm.Ingest.Pipeline;

/// <summary>
/// The last frames of each device, in memory. Bounded: 20 frames of 4 KiB for each of the 1,000 devices that were heard of last
/// (integrators look at few).
/// </summary>
internal sealed class RecentFrames : IRecentFrames
{
    private const int FramesPerDevice = 20;
    private const int Devices = 1_000;
    private const int PayloadBytes = 4 * 1024;
    private const int NamedPerFrame = 16;

    private readonly ConcurrentDictionary<string, Queue<RecentFrame>> _frames = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>
    /// Notes a settled frame for the sender that its topic names, and for the first devices that its rejections name: those of a batch, a post or a
    /// mapped topic stand in no topic.
    /// </summary>
    public void Note(Frame frame, FrameOutcome outcome)
    {
        var sender = Sender(frame.Topic);
        Note(sender, frame, outcome);
        if (outcome.Quarantined.Count == 0)
        {
            return;
        }

        var topic = sender.ToString();
        foreach (var device in outcome.Quarantined.Select(q => q.Device).OfType<string>().Distinct(StringComparer.Ordinal).Where(d => d != topic).Take(NamedPerFrame))
        {
            Note(device, frame, outcome);
        }
    }

    private void Note(ReadOnlySpan<char> sender, Frame frame, FrameOutcome outcome)
    {
        var known = _frames.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(sender, out var queue);
        if (!known && outcome.Quarantined.Count == 0 && _frames.Count >= Devices)
        {
            return; // full of devices heard of already, and nothing to explain
        }

        if (queue is null)
        {
            var name = sender.ToString();
            queue = _frames.GetOrAdd(name, _ => new Queue<RecentFrame>());
            _order.Enqueue(name);
            while (_frames.Count > Devices && _order.TryDequeue(out var oldest))
            {
                _frames.TryRemove(oldest, out _);
            }
        }

        var payload = frame.Payload.Length > PayloadBytes ? frame.Payload[..PayloadBytes].ToArray() : frame.Payload;
        lock (queue)
        {
            queue.Enqueue(new RecentFrame(frame.Received, frame.Source, frame.Topic, frame.Client, payload, outcome));
            while (queue.Count > FramesPerDevice)
            {
                queue.Dequeue();
            }
        }
    }

    /// <summary>Forgets the frames of these devices, and others' that carried readings of theirs.</summary>
    public void Erase(IReadOnlyList<string> devices)
    {
        var names = devices.Select(System.Text.Encoding.UTF8.GetBytes).ToList();
        foreach (var (sender, queue) in _frames)
        {
            lock (queue)
            {
                var kept = devices.Contains(sender) ? [] : queue.Where(f => names.TrueForAll(n => f.Payload.Span.IndexOf(n) < 0)).ToList();
                queue.Clear();
                kept.ForEach(queue.Enqueue);
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RecentFrame> Of(string device)
    {
        if (!_frames.TryGetValue(device, out var queue))
        {
            return [];
        }

        lock (queue)
        {
            return [.. queue.Reverse()];
        }
    }

    private static ReadOnlySpan<char> Sender(string topic)
    {
        var rest = topic.AsSpan(topic.IndexOf('/', StringComparison.Ordinal) + 1);
        return rest.IndexOf('/') is var end and > 0 ? rest[..end] : rest;
    }
}
