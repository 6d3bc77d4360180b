namespace Rpm.Telemetry.Tests;

public sealed class ReadingOptionsTests
{
    [Fact]
    public void Validate_OfSeveralFaults_NamesEveryOne()
    {
        var options = new ReadingOptions { MaxAge = TimeSpan.Zero, MaxFuture = TimeSpan.FromSeconds(-1), MaxArrayLength = 0, MaxDepth = 1000 };
        options.Plausible["sysstolic"] = new RangeOptions();
        options.Plausible["meal"] = new RangeOptions();
        options.Plausible["weight"] = new RangeOptions { Low = 600 };
        Assert.Equal(
            ["MaxAge", "MaxFuture", "MaxArrayLength", "MaxDepth", "Plausible:sysstolic", "Plausible:meal", "Plausible:weight"],
            options.Validate().Select(f => f.Key));
        Assert.Throws<ArgumentException>(() => DecodeLimits.Create(options, allowTest: false));
    }

    [Fact]
    public void Plausible_SetForOneEnd_KeepsTheOther()
    {
        var options = new ReadingOptions();
        options.Plausible["heartRate"] = new RangeOptions { High = 220 };
        Assert.Empty(options.Validate());
        Assert.Equal(new PlausibleRange(15, 220), DecodeLimits.Create(options, allowTest: false).Plausible(Measure.HeartRate));
    }

    [Fact]
    public void Plausible_Set_DecidesWhatIsImplausible()
    {
        var options = new ReadingOptions();
        options.Plausible["heartRate"] = new RangeOptions { High = 100 };
        var context = Decoding.Context("d", Kind.HeartRate, DecodeLimits.Create(options, allowTest: false));
        Assert.Equal(RejectReason.Implausible, Decoding.Rejected(Decoding.Decode("""{"time":"2026-11-23T08:40:00Z","heartRate":101}""", context)).Reason);
        Assert.Equal(1, Decoding.Decode("""{"time":"2026-11-23T08:40:00Z","heartRate":100}""", context).Count);
    }
}
