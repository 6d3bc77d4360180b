using System.Diagnostics;
using Xunit;

namespace Rpm.Ingest.Tests.Alerts;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20), $"Did not happen: {what}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
