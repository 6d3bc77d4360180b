using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Rules.Tests.Monitoring;

/// <summary>What a patient's monitor weighs: a hundred thousand of them live in one process, and every changed one is written to the snapshot.</summary>
public class StateSizeTests(ITestOutputHelper output)
{
    private const int Typical = 2 * 1024;
    private const int Streaming = 16 * 1024;

    [Fact]
    public void Bytes_CuffSpotOximeterAndCgm_StayUnderTwoKibibytes()
    {
        var scenario = new Scenario();
        for (var day = 0; day < 14; day++)
        {
            scenario.Pressure("118/74/71 116/72/70", "2m").SpO2("96/70", "2m").Cgm("110 118 131 144 150 141 128 115x180 98x100");
        }

        var bytes = Scenario.Bytes(scenario.State).Length;
        output.WriteLine($"{bytes} bytes written, {scenario.State.OpenAlerts.Count()} open alerts");
        Assert.Empty(scenario.State.OpenAlerts);
        Assert.True(bytes < Typical, $"{bytes} bytes");
    }

    [Fact]
    public void Bytes_OximeterEverySecondForTwoHours_StayBounded()
    {
        var scenario = new Scenario();
        scenario.SpO2("96/70x3600", "1s");
        var hour = Scenario.Bytes(scenario.State).Length;
        scenario.SpO2("95/72 93/71 88/70 94/70 96/70x3600", "1s");
        var bytes = Scenario.Bytes(scenario.State).Length;
        output.WriteLine($"{hour} bytes after an hour, {bytes} after two");
        Assert.True(bytes < Streaming, $"{bytes} bytes");
        Assert.True(bytes < hour + 2_048, $"{hour} bytes after an hour, {bytes} after two");
    }

    [Fact]
    public void Bytes_EveryWindowAtTheRateOfASecond_StayBounded()
    {
        var scenario = Own.Scenario("kind: pulse-oximetry", "when: mean(spo2, 24 h) < 80 % or min(spo2, 6 h) < 70 % or count(spo2 < 88 %, 10 min) > 60 or dips(spo2, 4 %, 24 h) > 500");
        scenario.SpO2("96x3000 85x30 96x3000 84x30 97x3000", "1s");
        Assert.True(Scenario.Bytes(scenario.State).Length < Streaming, $"{Scenario.Bytes(scenario.State).Length} bytes");
    }
}
