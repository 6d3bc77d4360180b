using Rpm.Rules.Language;
using Rpm.Telemetry;

namespace Rpm.Rules.Windows;

/// <summary>Which readings a window holds. Functions that look at the same stretch of the same measure share one window.</summary>
internal sealed record WindowSpec
{
    /// <summary>A window is kept in so many slices, whatever its length: its cost and its size do not grow with it.</summary>
    public const int Slices = 60;

    /// <summary>A window from which a slope is taken has fewer: every pair of slices is looked at.</summary>
    public const int SlopeSlices = 12;

    /// <summary>Names it for ever: a state that was written finds its windows by it.</summary>
    public required string Key { get; init; }

    /// <summary>The measure; null where readings are counted.</summary>
    public required Measure? Measure { get; init; }

    /// <summary>Milliseconds back from the newest reading, both ends included; for local days the tolerance.</summary>
    public required long Span { get; init; }

    /// <summary>Local calendar days before today that belong to it, within <see cref="Span"/>; -1 = it goes by the span alone.</summary>
    public int Days { get; init; } = -1;

    /// <summary>Whether slopes are taken from it.</summary>
    public bool Slope { get; init; }

    /// <summary>Readings are counted that satisfy it; null = values are kept.</summary>
    public Condition? Filter { get; init; }

    /// <summary>Dips this deep are counted, in millionths of the canonical unit; 0 = none are.</summary>
    public long Depth { get; init; }

    /// <summary>Milliseconds that one slice covers.</summary>
    public long Width => Math.Max(1, (Span + (Slope ? SlopeSlices : Slices) - 1) / (Slope ? SlopeSlices : Slices));

    public bool Equals(WindowSpec? other) => other is not null && Key == other.Key;

    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);
}
