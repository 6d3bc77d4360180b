namespace Rpm.EndToEnd.Tests;

/// <summary>What <c>/health/ready</c> says.</summary>
internal static class Health
{
    /// <summary>Waits until it says degraded and names the part.</summary>
    public static async Task DegradedAsync(this Engine engine, string part)
    {
        var said = "";
        await Eventually.TrueAsync(
            async () =>
            {
                var health = await engine.GetAsync("/health/ready");
                said = health.GetRawText();
                return health.GetProperty("status").GetString() == "degraded"
                    && health.GetProperty("degraded").EnumerateArray().Any(d => d.GetProperty("name").GetString() == part);
            },
            Eventually.Deadline, () => $"degraded: {part}, but {said}");
    }

    /// <summary>Waits until nothing is degraded.</summary>
    public static async Task ReadyAsync(this Engine engine)
    {
        var said = "";
        await Eventually.TrueAsync(
            async () =>
            {
                var health = await engine.GetAsync("/health/ready");
                said = health.GetRawText();
                return health.GetProperty("status").GetString() == "ready";
            },
            Eventually.Deadline, () => $"ready, but {said}");
    }
}
