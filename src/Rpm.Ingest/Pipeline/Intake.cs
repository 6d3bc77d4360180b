using System.Collections.Concurrent;
using System.Threading.Channels;
using Rpm.Ingest.Http;
using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>
/// The door. Decodes on the caller's thread (so connections decode in parallel) and queues for the committer in a bounded
/// channel: when that is full the caller waits, and its socket with it.
/// </summary>
internal sealed partial class Intake : IIntake, IJournal, IDryRun
{
    private readonly Channel<IntakeItem> _queue;
    private readonly IFrameDecoder _decoder;
    private readonly ILogger<Intake> _logger;
    private readonly ConcurrentBag<ReadingBatch> _batches = [];
    private readonly int _keptBatches;
    private long _received;

    public Intake(IFrameDecoder decoder, CommitOptions options, ILogger<Intake> logger)
    {
        (_decoder, _logger) = (decoder, logger);
        _keptBatches = options.QueueFrames;
        _queue = Channel.CreateBounded<IntakeItem>(new BoundedChannelOptions(options.QueueFrames)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
    }

    /// <summary>What the committer reads.</summary>
    public ChannelReader<IntakeItem> Queue => _queue.Reader;

    /// <summary>Frames waiting for the committer.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Readings that came in at the door since the process started (synthetic ones and replays apart).</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>False while the journal fails, and once <see cref="Stop"/> was called.</summary>
    public bool IsOpen => FailedBecause is null && !Stopped;

    /// <summary>Why the journal takes nothing; null while it does.</summary>
    public Exception? FailedBecause { get; set; }

    /// <summary>Whether <see cref="Stop"/> was called.</summary>
    public bool Stopped { get; private set; }

    /// <inheritdoc/>
    public ValueTask AcceptAsync(Frame frame, CancellationToken cancellationToken) => QueueAsync(frame, dryRun: false, cancellationToken);

    /// <summary>What would become of a frame; nothing of it is kept.</summary>
    public async ValueTask<FrameOutcome> TryAsync(Frame frame, CancellationToken cancellationToken)
    {
        await QueueAsync(frame, dryRun: true, cancellationToken);
        return await frame.Receipt.Settled.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<long> AppendAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(entries.Count);
        ThrowIfClosed();
        var item = new EntriesItem(entries);
        await WriteAsync(item, cancellationToken);
        return await item.Committed.WaitAsync(cancellationToken);
    }

    /// <summary>Takes nothing more; what was taken is still committed.</summary>
    public void Stop()
    {
        Stopped = true;
        _queue.Writer.TryComplete();
    }

    /// <summary>Gives a batch back for reuse.</summary>
    public void Return(ReadingBatch batch)
    {
        if (_batches.Count < _keptBatches)
        {
            batch.Clear();
            _batches.Add(batch);
        }
    }

    private ValueTask QueueAsync(Frame frame, bool dryRun, CancellationToken cancellationToken)
    {
        ThrowIfClosed();
        var batch = _batches.TryTake(out var kept) ? kept : new ReadingBatch();
        var report = _decoder.Report(frame);
        if (report is null)
        {
            Decode(frame, batch);
        }

        var item = new FrameItem(frame, batch, dryRun) { Report = report };
        if (!dryRun && frame.Source is FrameSource.Mqtt or FrameSource.Http)
        {
            Interlocked.Add(ref _received, item.Received);
        }

        return _queue.Writer.TryWrite(item) ? ValueTask.CompletedTask : WriteAsync(item, cancellationToken);
    }

    /// <summary>A payload that breaks a decoder must not break the door: it would come again and again. It is kept in quarantine, and the fault is logged.</summary>
    private void Decode(Frame frame, ReadingBatch batch)
    {
        try
        {
            _decoder.Decode(frame, batch);
        }
        catch (Exception e)
        {
            LogDecoderFailed(e, frame.Topic.Length, frame.Payload.Length);
            batch.Clear();
            batch.Reject(new Rejection(-1, RejectReason.Malformed, $"the decoder failed ({e.GetType().Name}); this is a fault of the engine"));
        }
    }

    private async ValueTask WriteAsync(IntakeItem item, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(item, cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new IntakeStoppedException("The engine is stopping.", e);
        }
    }

    private void ThrowIfClosed()
    {
        if (!IsOpen)
        {
            throw new IntakeStoppedException(Stopped ? "The engine is stopping." : "The journal cannot take anything now.", FailedBecause);
        }
    }

    [LoggerMessage(1010, LogLevel.Error, "A decoder failed on a payload of {Bytes} bytes (topic of {TopicLength} characters); the payload is in quarantine.")]
    private partial void LogDecoderFailed(Exception reason, int topicLength, int bytes);
}
