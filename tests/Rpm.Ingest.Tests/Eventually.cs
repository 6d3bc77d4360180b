using System.Diagnostics;

namespace Rpm.Ingest.Tests;

/// <summary>Waits for a condition with a deadline.</summary>
internal static class Eventually
{
    public static async Task True(Func<bool> condition, double seconds = 20, string? what = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < seconds, what ?? "The condition did not come true in time.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public static async Task True(Func<Task<bool>> condition, double seconds = 20, string? what = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < seconds, what ?? "The condition did not come true in time.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
