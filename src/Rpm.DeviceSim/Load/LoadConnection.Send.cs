using Rpm.DeviceSim.Faults;
using Rpm.DeviceSim.Wire;

namespace Rpm.DeviceSim.Load;

/// <summary>The sending side: used by the generator's one thread.</summary>
internal sealed partial class LoadConnection
{
    /// <summary>Hands over what is due by <paramref name="elapsed"/>; returns how many messages. Called by the generator's one thread.</summary>
    /// <param name="chunk">The generator's buffer.</param>
    /// <param name="least">Nothing is sent where there is room for fewer: small dribbles cost a system call each.</param>
    public int SendDue(TimeSpan elapsed, in RunClock clock, Chunk chunk, int least)
    {
        if (Volatile.Read(ref _transport) is not { } transport || Faults is { Frozen: true } || (elapsed < _quietUntil && ReferenceEquals(_greeted, transport)))
        {
            return 0;
        }

        try
        {
            if (!transport.IsWritable)
            {
                return 0;
            }

            _now = time.GetTimestamp();
            if (!ReferenceEquals(_greeted, transport))
            {
                _greeted = transport;
                _lastSend = _now;
                SendAgain(transport, chunk);
            }

            var count = settings.Qos > 0 && !_inFlight.HasRoomFor(least) ? 0 : Fill(elapsed, clock, transport, chunk);
            chunk.Flush(transport);
            if (count > 0)
            {
                _lastSend = _now;
            }
            else if (settings.KeepAlive > 0 && time.GetElapsedTime(_lastSend, _now).TotalSeconds > settings.KeepAlive / 2.0 && transport.IsWritable)
            {
                _lastSend = _now;
                transport.Send(MqttPackets.Ping.Span);
            }

            // Thousands of connections that have nothing to do are not asked every millisecond.
            _quietUntil = Faults is null && Arrivals is { } next && transport.IsWritable && !next.TryPeek(elapsed, out var due)
                ? TimeSpan.FromTicks(Math.Min(next.IsOver ? long.MaxValue : due.After.Ticks, (elapsed + Breath).Ticks))
                : TimeSpan.Zero;
            return count;
        }
        catch (IOException)
        {
            // The receiving side hears of it and connects again.
            chunk.Clear();
            transport.Dispose();
            return 0;
        }
    }

    private int Fill(TimeSpan elapsed, in RunClock clock, IMqttTransport transport, Chunk chunk)
    {
        var count = 0;
        while (settings.Qos == 0 || _inFlight.HasRoom)
        {
            if (Faults is { } held && held.TryRelease(elapsed, Arrivals is not { IsOver: false }, out var late))
            {
                Send(late, chunk);
                count++;
            }
            else if (Arrivals is { } arrivals && arrivals.TryPeek(elapsed, out var due))
            {
                arrivals.Take();
                count += Prepare(due, clock, chunk);
            }
            else
            {
                break;
            }

            if (chunk.IsFull)
            {
                chunk.Flush(transport);
                if (!transport.IsWritable)
                {
                    break;
                }
            }
        }

        return count;
    }

    private int Prepare(in Due due, in RunClock clock, Chunk chunk)
    {
        var (faults, scheduled) = (Faults, clock.TimestampOf(due.After));
        var backfill = faults is not null && due.After < faults.BackfillBefore;
        var taken = clock.Began + due.After;
        if (source.At(due.Group, taken, backfill) is not { } template)
        {
            Interlocked.Increment(ref _silent);
            return 0;
        }

        if (backfill)
        {
            // The outage was ours: the target's part begins where there is a connection again.
            scheduled = Math.Max(scheduled, clock.TimestampOf(faults!.BackfillBefore));
        }

        // A device is on one connection: the run and the message's number tell its readings apart.
        var id = settings.IdBase | _prepared++;
        var message = new Outgoing(template, taken, id, scheduled);
        if (faults is null)
        {
            Send(message, chunk);
            return 1;
        }

        var copies = faults.Bend(due, ref message);
        for (var i = 0; i < copies && (settings.Qos == 0 || _inFlight.HasRoom); i++)
        {
            Send(message, chunk);
        }

        return copies;
    }

    private void Send(in Outgoing message, Chunk chunk)
    {
        var id = settings.Qos == 0 ? (ushort)0 : _inFlight.Put(message);
        chunk.Add(message, id);
        measures.SendLag.RecordTicks(_now - message.Scheduled);
        Interlocked.Increment(ref _sent);
        Interlocked.Add(ref _sentReadings, message.Template.Readings);
    }

    private void SendAgain(IMqttTransport transport, Chunk chunk)
    {
        if (settings.Qos == 0)
        {
            return;
        }

        foreach (var (id, message) in _inFlight.Open())
        {
            chunk.Add(message, id);
            Interlocked.Increment(ref _resent);
            if (chunk.IsFull)
            {
                chunk.Flush(transport);
            }
        }
    }
}
