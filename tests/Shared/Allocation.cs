namespace Rpm.Tests.Shared;

/// <summary>Bytes that work allocates once it is warm.</summary>
internal static class Allocation
{
    private const int WarmUps = 100;
    private const int Runs = 2_000;
    private const int Attempts = 20;

    /// <summary>Of one run of the work, rounded up.</summary>
    public static long Of(Action work)
    {
        Repeat(work, WarmUps);
        return (Least(() => Repeat(work, Runs)) + Runs - 1) / Runs;
    }

    /// <summary>
    /// The least of several measurements of work that is warm. A collection that another thread brings about charges this thread with what
    /// was left of the memory it had been given, so one measurement may say too much; none says too little.
    /// </summary>
    public static long Least(Action work)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Attempts && least > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static void Repeat(Action work, int times)
    {
        for (var i = 0; i < times; i++)
        {
            work();
        }
    }
}
