using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Windows;

/// <summary>A window in a patient's state, under its key.</summary>
internal static class WindowCodec
{
    public static void Write(in StateWriter to, StoredWindow window)
    {
        to.Text(window.Key);
        to.Number(window.Slices.Length);
        foreach (ref readonly var slice in window.Slices.AsSpan())
        {
            Write(to, in slice);
        }

        to.Flag(window.Places is not null);
        if (window.Places is { } places)
        {
            to.Number(window.Until ?? long.MinValue);
            to.Time(window.Began);
            to.Number(places.Length);
            foreach (var (number, highest) in places)
            {
                to.Number(number);
                to.Number(highest);
            }
        }
    }

    /// <summary>Reads a window; which of a plan's it is, its key says.</summary>
    public static StoredWindow Read(ref StateReader from)
    {
        var key = from.Text();
        var slices = new Slice[from.Count()];
        for (var i = 0; i < slices.Length; i++)
        {
            slices[i] = ReadSlice(ref from);
        }

        long? until = null;
        Instant began = default;
        (long, long)[]? places = null;
        if (from.Flag())
        {
            until = from.Number() is var value and not long.MinValue ? value : null;
            began = from.Time();
            places = new (long, long)[from.Count()];
            for (var i = 0; i < places.Length; i++)
            {
                places[i] = (from.Number(), from.Number());
            }
        }

        return new StoredWindow(key, slices, until, began, places);
    }

    private static void Write(in StateWriter to, ref readonly Slice slice)
    {
        to.Number(slice.Number);
        to.Byte((byte)((slice.Doubtful ? 1 : 0) | (slice.Low ? 2 : 0) | (slice.High ? 4 : 0)));
        to.Time(slice.First);
        to.Number(slice.Last.UnixMilliseconds - slice.First.UnixMilliseconds);
        to.Number(slice.Count);
        if (slice.Count > 0)
        {
            to.Number(slice.FirstValue);
        }

        if (slice.Count > 1)
        {
            to.Number(slice.Times);
            to.Number(slice.LastValue);
            to.Number(slice.Sum);
            to.Number(slice.Min);
            to.Number(slice.Max);
        }
    }

    private static Slice ReadSlice(ref StateReader from)
    {
        var slice = new Slice { Number = from.Number() };
        var flags = from.Byte();
        (slice.Doubtful, slice.Low, slice.High) = ((flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
        slice.First = from.Time();
        slice.Last = new Instant(slice.First.UnixMilliseconds + from.Number());
        slice.Count = (int)from.Number();
        if (slice.Count > 0)
        {
            slice.FirstValue = from.Number();
            (slice.LastValue, slice.Sum, slice.Min, slice.Max) = (slice.FirstValue, slice.FirstValue, slice.FirstValue, slice.FirstValue);
        }

        if (slice.Count > 1)
        {
            slice.Times = from.Number();
            slice.LastValue = from.Number();
            slice.Sum = from.Number();
            slice.Min = from.Number();
            slice.Max = from.Number();
        }

        return slice;
    }
}
