using Xunit;

namespace Rpm.Ingest.Tests.Mqtt;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task TrueAsync(Func<bool> condition, string what, TimeSpan? deadline = null)
    {
        using var timeout = new CancellationTokenSource(deadline ?? Deadline);
        while (!condition())
        {
            if (timeout.IsCancellationRequested)
                Assert.Fail($"Did not happen in time: {what}.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
