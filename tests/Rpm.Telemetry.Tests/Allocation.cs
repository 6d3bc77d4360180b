namespace Rpm.Telemetry.Tests;

/// <summary>Bytes that a piece of work allocates once it is warm.</summary>
internal static class Allocation
{
    private const int Runs = 2000;

    public static long Of(Action work)
    {
        for (var i = 0; i < 100; i++)
        {
            work();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Runs; i++)
        {
            work();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Runs;
    }
}
