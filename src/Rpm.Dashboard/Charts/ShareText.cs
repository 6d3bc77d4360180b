using System.Globalization;

namespace Rpm.Dashboard.Charts;

/// <summary>Parts of a whole in whole percent that sum to 100. A part that is there is never "0 %", and one that is not all is never "100 %".</summary>
public static class ShareText
{
    /// <summary>Whole percents of exact ones by the largest remainder; they sum to 100.</summary>
    /// <param name="shares">In percent, summing to 100.</param>
    public static IReadOnlyList<int> Whole(IReadOnlyList<double> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        var whole = shares.Select(s => (int)Math.Floor(s + 1e-9)).ToArray();
        var missing = 100 - whole.Sum();
        foreach (var index in Enumerable.Range(0, shares.Count).OrderByDescending(i => shares[i] - whole[i]).ThenBy(i => i).Take(Math.Max(0, missing)))
        {
            whole[index]++;
        }

        return whole;
    }

    /// <summary>The texts of <see cref="Whole"/>.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<double> shares)
    {
        var whole = Whole(shares);
        return [.. shares.Select((share, i) => (whole[i], share) switch
        {
            (0, > 0) => "<1 %",
            (100, < 100 - 1e-9) => ">99 %",
            (var percent, _) => string.Create(CultureInfo.InvariantCulture, $"{percent} %"),
        })];
    }

    /// <summary>A share that stands alone.</summary>
    public static string Of(double share) => share switch
    {
        > 0 and < 1 => "<1 %",
        > 99 and < 100 => ">99 %",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(share, MidpointRounding.AwayFromZero)} %"),
    };
}
