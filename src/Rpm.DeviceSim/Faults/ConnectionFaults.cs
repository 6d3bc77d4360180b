using Rpm.DeviceSim.Load;
using Rpm.DeviceSim.Physiology;

namespace Rpm.DeviceSim.Faults;

/// <summary>
/// What goes wrong with one connection and its messages. Which messages are struck follows from the seed and their numbers alone.
/// </summary>
internal sealed class ConnectionFaults(FaultPlan plan, FaultCounts counts, int connection, RunClock clock)
{
    private readonly SmoothNoise _noise = new SmoothNoise((ulong)plan.Seed).Branch(800).Branch((ulong)connection);
    private readonly PriorityQueue<Outgoing, TimeSpan> _delayed = new();
    private readonly PriorityQueue<Outgoing, long> _behind = new();
    private long _backfillBefore;
    private bool _frozen;
    private long _number;
    private long _downUntil;

    /// <summary>Whether it is silent without being closed.</summary>
    public bool Frozen
    {
        get => Volatile.Read(ref _frozen);
        set => Volatile.Write(ref _frozen, value);
    }

    /// <summary>Until when there is no network, as a timestamp; null = there is.</summary>
    public long? DownUntil
    {
        get => Interlocked.Read(ref _downUntil) is > 0 and var until ? until : null;
        set => Interlocked.Exchange(ref _downUntil, value ?? 0);
    }

    /// <summary>What was due before, since the start, is handed in late and marked as backfill.</summary>
    public TimeSpan BackfillBefore
    {
        get => new(Interlocked.Read(ref _backfillBefore));
        set => Interlocked.Exchange(ref _backfillBefore, value.Ticks);
    }

    /// <summary>Bytes of answers taken every tenth of a second; 0 = as they come.</summary>
    public int SlowBytes { get; init; }

    /// <summary>Whether messages are held that have yet to be sent.</summary>
    public bool Holds => _delayed.Count + _behind.Count > 0;

    /// <summary>Does to a message what befalls it.</summary>
    /// <returns>How often it is sent now.</returns>
    public int Bend(in Due due, ref Outgoing message)
    {
        _number = due.Number;
        if (plan[FaultKind.Skew] is { } skew && SmoothGroup(due.Group) < skew.Share)
        {
            counts.Add(FaultKind.Skew);
            message = message with { Time = message.Time + skew.Span };
        }

        if (Strikes(FaultKind.Drop, due.Number))
        {
            return 0;
        }

        if (Strikes(FaultKind.Garbage, due.Number))
        {
            message = message with { Template = message.Template.Garbled(_noise.Branch(77).Uniform(due.Number)) };
        }

        if (Strikes(FaultKind.Delay, due.Number))
        {
            var late = plan[FaultKind.Delay]!.Span;
            _delayed.Enqueue(message with { Scheduled = message.Scheduled + clock.TicksOf(late) }, due.After + late);
            return 0;
        }

        if (Strikes(FaultKind.Reorder, due.Number))
        {
            _behind.Enqueue(message, due.Number + plan[FaultKind.Reorder]!.Count);
            return 0;
        }

        return Strikes(FaultKind.Duplicate, due.Number) ? 2 : 1;
    }

    /// <summary>A held message whose time has come.</summary>
    public bool TryRelease(TimeSpan elapsed, bool last, out Outgoing message)
    {
        if (_delayed.TryPeek(out message, out var due) && due <= elapsed)
        {
            _delayed.Dequeue();
            return true;
        }

        // Behind the last one there is nothing to wait for.
        if (_behind.TryPeek(out message, out var number) && (last || number < _number))
        {
            _behind.Dequeue();
            return true;
        }

        return false;
    }

    /// <summary>The connection is gone: whoever was silent comes back and hands in what it has.</summary>
    public void Lost(TimeProvider time)
    {
        if (Frozen)
        {
            Frozen = false;
            BackfillBefore = time.GetElapsedTime(clock.Start);
        }
    }

    private bool Strikes(FaultKind kind, long number)
    {
        if (plan[kind] is not { } fault || _noise.Branch((ulong)kind).Uniform(number) >= fault.Share)
        {
            return false;
        }

        counts.Add(kind);
        return true;
    }

    private double SmoothGroup(int group) => _noise.Branch(78).Uniform(group);
}
