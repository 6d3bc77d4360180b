using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Rpm.Telemetry.Traces;

/// <summary>Where the newest row of each subject is put: at a given time, or (null) where the trace has it.</summary>
public readonly record struct TraceShift(Instant? Newest)
{
    /// <summary>Parses <c>now</c>, <c>none</c> or an ISO 8601 time with an offset.</summary>
    public static bool TryParse(string text, Instant now, [NotNullWhen(true)] out TraceShift? shift)
    {
        shift = text switch
        {
            "now" => new TraceShift(now),
            "none" => new TraceShift(null),
            _ when HasOffset(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) =>
                new TraceShift(Instant.From(time)),
            _ => null,
        };
        return shift is not null;
    }

    // "2026-11-23" parses as local midnight of this machine, which nobody asked for.
    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.IndexOf('T', StringComparison.Ordinal) is var t and > 0 && text.AsSpan(t).IndexOfAny('+', '-') > 0);
}
