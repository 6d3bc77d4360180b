namespace Rpm.DeviceSim.Load;

/// <summary>Which rate to try next: halves the way between the highest that held and the lowest that did not. A pure function of the trials.</summary>
internal static class RateSearch
{
    /// <summary>The search ends where the two are within this.</summary>
    public const double Precision = 0.05;

    private const int MostTrials = 12;

    /// <summary>The next rate; null = found, or not to be found.</summary>
    /// <param name="ceiling">What was acknowledged at full load: no rate above it can hold.</param>
    public static double? Next(IReadOnlyList<RateTrial> trials, double ceiling)
    {
        if (ceiling <= 0 || trials.Count >= MostTrials)
        {
            return null;
        }

        var (held, failed) = (Best(trials) ?? 0, trials.Where(t => !t.Held).Select(t => t.PerSecond).DefaultIfEmpty(ceiling * 1.1).Min());
        if (trials.Count == 0)
        {
            return ceiling * 0.7;
        }

        return failed - held <= failed * Precision || failed < 1 ? null : (held + failed) / 2;
    }

    /// <summary>The highest rate that held below every one that did not; null = none.</summary>
    public static double? Best(IReadOnlyList<RateTrial> trials)
    {
        var failed = trials.Where(t => !t.Held).Select(t => t.PerSecond).DefaultIfEmpty(double.MaxValue).Min();
        return trials.Where(t => t.Held && t.PerSecond < failed).Select(t => (double?)t.PerSecond).Max();
    }
}
