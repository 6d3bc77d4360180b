using Rpm.Telemetry;

namespace Rpm.Rules.Windows;

/// <summary>A window as it was written, before a plan says what it is for.</summary>
/// <param name="Places">The baseline of a dip detector; null where none counts dips.</param>
internal sealed record StoredWindow(string Key, Slice[] Slices, long? Until, Instant Began, (long Number, long Highest)[]? Places)
{
    /// <summary>A window as it is to be written.</summary>
    public static StoredWindow Of(Window window)
    {
        var slices = new Slice[window.Count];
        for (var i = 0; i < slices.Length; i++)
        {
            slices[i] = window[i];
        }

        return new StoredWindow(
            window.Spec.Key, slices, window.Dips?.Until, window.Dips?.Began ?? default,
            window.Dips is { } dips ? [.. Enumerable.Range(0, dips.Count).Select(i => dips[i])] : null);
    }

    /// <summary>As a window of this specification, which has the same key.</summary>
    public Window As(WindowSpec spec)
    {
        var window = new Window(spec);
        foreach (ref readonly var slice in Slices.AsSpan())
        {
            window.Restore(slice);
        }

        window.Dips?.Restore(Until, Began, Places ?? []);
        return window;
    }
}
