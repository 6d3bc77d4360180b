using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Rpm.DeviceSim.Publishing;

/// <summary>
/// Publishes frames with QoS 1 over one MQTT 5 connection, many in flight, and keeps every frame until its PUBACK: after a
/// lost connection all that are not acknowledged are sent again, in their first order, before anything new. So a frame
/// arrives at least once, and nothing that was enqueued is forgotten while the publisher lives.
/// </summary>
public sealed class DurablePublisher : IAsyncDisposable
{
    private readonly DurablePublisherOptions _options;
    private readonly TimeProvider _time;
    private readonly Channel<OpenFrame> _arrivals;
    private readonly SemaphoreSlim _room;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, OpenFrame> _open = [];
    private readonly ConcurrentDictionary<byte, long> _reasons = new();
    private readonly ConcurrentDictionary<string, long> _drops = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _run;
    private long _enqueued;
    private long _acknowledged;
    private long _refused;
    private long _resent;
    private long _connects;
    private bool _completed;

    /// <summary>Makes a publisher; nothing is sent before <see cref="Start"/>.</summary>
    public DurablePublisher(DurablePublisherOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _arrivals = Channel.CreateBounded<OpenFrame>(new BoundedChannelOptions(options.MaxUnacknowledged) { SingleReader = true });
        _room = new SemaphoreSlim(options.MaxUnacknowledged, options.MaxUnacknowledged);
    }

    /// <summary>What it did so far.</summary>
    public PublisherCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new PublisherCounts(
                    _enqueued, _acknowledged, _refused, _enqueued - _acknowledged - _refused, Interlocked.Read(ref _resent), Interlocked.Read(ref _connects),
                    new SortedDictionary<byte, long>(_reasons), new SortedDictionary<string, long>(_drops, StringComparer.Ordinal));
            }
        }
    }

    /// <summary>Begins to connect and send.</summary>
    public void Start() => _run ??= RunAsync();

    /// <summary>Takes a frame over; waits while <see cref="DurablePublisherOptions.MaxUnacknowledged"/> are not settled.</summary>
    /// <returns>The frame's sequence number.</returns>
    /// <exception cref="PublisherFailedException">The publisher gave up.</exception>
    public async ValueTask<long> EnqueueAsync(PublishFrame frame, CancellationToken cancel)
    {
        if (_settled.Task.IsFaulted)
        {
            await _settled.Task;
        }

        if (!_room.Wait(0, CancellationToken.None))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stop.Token);
            try
            {
                await _room.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                await _settled.Task;
                throw new PublisherFailedException("The publisher was stopped.");
            }
        }

        OpenFrame open;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_completed, this);
            open = new OpenFrame(frame, _enqueued, frame.Scheduled == 0 ? _time.GetTimestamp() : frame.Scheduled);
            // Inside the lock, so that the queue has the order of the numbers. There is room: the semaphore says so.
            if (!_arrivals.Writer.TryWrite(open))
            {
                throw new PublisherFailedException("The publisher was stopped.");
            }

            _enqueued++;
        }

        return open.Sequence;
    }

    /// <summary>Says that no frame follows and waits until each one is settled.</summary>
    /// <exception cref="PublisherFailedException">The publisher gave up.</exception>
    public Task DrainAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            _completed = true;
        }

        _arrivals.Writer.TryComplete();
        CheckSettled();
        return _settled.Task.WaitAsync(cancel);
    }

    /// <summary>Stops sending. What is not settled then stays so.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_run is { } run)
        {
            await run;
        }

        _settled.TrySetException(new PublisherFailedException("The publisher was stopped."));
        _ = _settled.Task.Exception;
        _stop.Dispose();
        _room.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var backOff = _options.MinBackOff;
        var lastConnected = _time.GetTimestamp();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await using var connection = new PublisherConnection(_options, _time, Settle);
                var refusal = await connection.ConnectAsync(_stop.Token);
                if (refusal is null)
                {
                    Interlocked.Increment(ref _connects);
                    backOff = _options.MinBackOff;
                    await SendAsync(connection);
                    lastConnected = _time.GetTimestamp();
                    if (_stop.IsCancellationRequested)
                    {
                        return;
                    }
                }

                var cause = refusal?.Cause ?? connection.Cause;
                _drops.AddOrUpdate(cause, 1, static (_, n) => n + 1);
                if (refusal is { IsFinal: true } || (_options.GiveUpAfter is { } limit && _time.GetElapsedTime(lastConnected) >= limit))
                {
                    throw new PublisherFailedException($"No connection to {_options.Broker.Host}:{_options.Broker.Port}: {cause}.");
                }

                await Task.Delay(backOff, _time, _stop.Token);
                backOff = backOff * 2 < _options.MaxBackOff ? backOff * 2 : _options.MaxBackOff;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped: what is open stays open.
        }
        catch (Exception failure)
        {
            _settled.TrySetException(failure);
            _ = _settled.Task.Exception;
            await _stop.CancelAsync();
        }
    }

    private async Task SendAsync(PublisherConnection connection)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, connection.Lost);
        try
        {
            OpenFrame[] again;
            lock (_gate)
            {
                again = [.. _open.Values];
            }

            foreach (var frame in again)
            {
                Interlocked.Increment(ref _resent);
                await connection.SendAsync(frame, ends.Token);
            }

            while (await _arrivals.Reader.WaitToReadAsync(ends.Token))
            {
                while (!ends.IsCancellationRequested && _arrivals.Reader.TryRead(out var frame))
                {
                    lock (_gate)
                    {
                        _open.Add(frame.Sequence, frame);
                    }

                    await connection.SendAsync(frame, ends.Token);
                }

                ends.Token.ThrowIfCancellationRequested();
            }

            // Nothing new will come; the connection is kept until all is settled, or lost.
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, ends.Token);
        }
        catch (OperationCanceledException)
        {
            await connection.CloseAsync(graceful: _stop.IsCancellationRequested);
        }
    }

    /// <summary>Called by the connection for each PUBACK.</summary>
    private void Settle(OpenFrame frame, byte reasonCode)
    {
        _reasons.AddOrUpdate(reasonCode, 1, static (_, n) => n + 1);
        var outcome = reasonCode < 0x80 ? PublishOutcome.Acknowledged : PublishOutcome.Refused;
        lock (_gate)
        {
            if (!_open.Remove(frame.Sequence))
            {
                return;
            }

            _ = outcome == PublishOutcome.Acknowledged ? _acknowledged++ : _refused++;
        }

        _options.OnSettled?.Invoke(
            new SettledFrame(frame.Frame, frame.Sequence, outcome, reasonCode, frame.Attempts, _time.GetElapsedTime(frame.Scheduled)));
        _room.Release();
        CheckSettled();
    }

    private void CheckSettled()
    {
        lock (_gate)
        {
            if (!_completed || _acknowledged + _refused < _enqueued)
            {
                return;
            }
        }

        _settled.TrySetResult();
    }
}
