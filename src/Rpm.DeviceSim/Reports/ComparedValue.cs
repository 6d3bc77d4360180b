namespace Rpm.DeviceSim.Reports;

/// <summary>One number of two runs.</summary>
/// <param name="Better"><c>higher</c>, <c>lower</c>, or <c>neither</c>.</param>
internal sealed record ComparedValue(string Name, string Unit, double? First, double? Second, string Better)
{
    /// <summary>By how much the second differs, in percent of the first; null where that cannot be said.</summary>
    public double? ChangePercent => First is { } a && Second is { } b && a != 0 ? 100 * (b - a) / a : null;

    /// <summary><c>better</c>, <c>worse</c>, or <c>same</c> within five percent, of which one run says nothing.</summary>
    public string Verdict => ChangePercent is not { } change || Math.Abs(change) < 5 || Better == "neither" ? "same"
        : (change > 0) == (Better == "higher") ? "better" : "worse";
}
