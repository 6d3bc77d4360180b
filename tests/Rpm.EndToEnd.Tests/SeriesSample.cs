namespace Rpm.EndToEnd.Tests;

/// <summary>One value of one measure, in its canonical unit. Orders by time, then value.</summary>
internal readonly record struct SeriesSample(long Milliseconds, double Value) : IComparable<SeriesSample>
{
    public int CompareTo(SeriesSample other) =>
        Milliseconds == other.Milliseconds ? Value.CompareTo(other.Value) : Milliseconds.CompareTo(other.Milliseconds);
}
