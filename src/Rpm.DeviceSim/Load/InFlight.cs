namespace Rpm.DeviceSim.Load;

/// <summary>
/// The publishes of one connection that are not answered, by packet id. One thread puts, another one takes; a packet id is not used
/// again while it is out.
/// </summary>
internal sealed class InFlight(int window)
{
    private readonly Outgoing[] _messages = new Outgoing[window];
    private readonly bool[] _open = new bool[window];
    private int _next;
    private long _put;
    private long _taken;

    /// <summary>How many are out.</summary>
    public long Count => Interlocked.Read(ref _put) - Interlocked.Read(ref _taken);

    /// <summary>How many may follow at once.</summary>
    public bool HasRoom => !Volatile.Read(ref _open[_next]);

    /// <summary>Room for this many at the least, for who fills up in parts.</summary>
    public bool HasRoomFor(int count) => window - Count >= count && HasRoom;

    /// <summary>Takes a message over; returns its packet id.</summary>
    public ushort Put(in Outgoing message)
    {
        var place = _next;
        _messages[place] = message;
        Volatile.Write(ref _open[place], true);
        _next = place + 1 == window ? 0 : place + 1;
        Interlocked.Increment(ref _put);
        return (ushort)(place + 1);
    }

    /// <summary>The message of a packet id is answered; false where none was out.</summary>
    public bool TryTake(ushort id, out Outgoing message)
    {
        var place = id - 1;
        if ((uint)place >= (uint)window || !Volatile.Read(ref _open[place]))
        {
            message = default;
            return false;
        }

        message = _messages[place];
        Volatile.Write(ref _open[place], false);
        Interlocked.Increment(ref _taken);
        return true;
    }

    /// <summary>Those that are out, oldest first.</summary>
    public IEnumerable<(ushort Id, Outgoing Message)> Open()
    {
        for (var i = 0; i < window; i++)
        {
            var place = (_next + i) % window;
            if (Volatile.Read(ref _open[place]))
            {
                yield return ((ushort)(place + 1), _messages[place]);
            }
        }
    }
}
