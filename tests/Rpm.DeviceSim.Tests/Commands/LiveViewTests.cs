using Rpm.DeviceSim.Terminal;
using Spectre.Console;
using Xunit;
using Progress = Rpm.DeviceSim.Terminal.Progress;

namespace Rpm.DeviceSim.Tests.Commands;

public sealed class LiveViewTests
{
    private static readonly Progress Running = new(5_200, 5_000, 3, null, 2, 41.3)
    {
        Elapsed = TimeSpan.FromSeconds(30),
        Length = TimeSpan.FromMinutes(1),
        TargetRate = 200,
        Rates = [100, 150, 200],
        P50Milliseconds = 3,
        Alerts = 7,
        Drops = new Dictionary<string, long> { ["closed by [the] broker"] = 2 },
    };

    [Fact]
    public void Line_Running_HasEverythingOnOneLine() => Assert.Equal(
        "00:00:30 acknowledged 5000, in flight 197, refused 3, reconnects 2, 200 of 200/s, p99 41.3 ms, alerts 7", LiveView.Line(Running, TimeSpan.Zero));

    [Fact]
    public void Draw_Running_ShowsTimeRateLatencyAndWhatWasLost()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = 120;
        console.Write(LiveView.Draw(Running, TimeSpan.Zero));

        foreach (var part in new[] { "00:00:30 of 00:01:00", "200/s of 200/s wanted", "▅▆█", "p99 41.3 ms", "197 in flight", "7 raised", "2 × closed by [the] broker" })
        {
            Assert.Contains(part, text.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Spark_Nothing_IsFlat() => Assert.Equal("▁▁", LiveView.Spark([0, 0]));
}
