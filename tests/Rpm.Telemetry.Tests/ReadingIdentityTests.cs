using System.Globalization;
using CsCheck;

namespace Rpm.Telemetry.Tests;

public sealed class ReadingIdentityTests
{
    private const string Pressure = """{"time":"2026-11-23T08:40:00Z","systolic":128,"diastolic":82,"map":97,"pulse":71}""";

    public static TheoryData<Kind, string, string, string> Golden => new()
    {
        { Kind.BloodPressure, Pressure, "a53532f2b3f2bc47", "0f61b40d4d4d98fd3c95c8e1786a76cd" },
        { Kind.BloodPressure, """{"time":"2026-11-23T08:40:00Z","id":"a81","systolic":128,"diastolic":82}""", "22116a7a35935f06", "5f1814b4c739050877f02d35b382d595" },
        { Kind.Cgm, """{"time":"2026-11-23T08:40:00Z","seq":7,"glucose":5.8,"unit":"mmol/L","rate":-0.06,"user":2,"manual":true,"quality":["early"]}""", "ba363c2a699a32b8", "56c2b9868cb9f1a85df3cb3ec26ca8cd" },
        { Kind.Cgm, """{"time":"2026-11-23T08:40:00Z","glucose":"low","unit":"mg/dL"}""", "474c298c86740833", "2ade68437e17af7265f285554c71cf4d" },
        { Kind.Status, """{"time":"2026-11-23T08:40:00Z","battery":12,"error":"E2","firmware":"1.0"}""", "1363badf2c3d9625", "6c3d540fd78439bd2d9b58d100d643e8" },
    };

    // These numbers are in stores: a change of them makes every stored reading a new one.
    [Theory]
    [MemberData(nameof(Golden))]
    public void Hashes_OfGoldenReadings_NeverChange(Kind kind, string payload, string content, string key)
    {
        var reading = Read(kind, payload);
        Assert.Equal(content, ReadingIdentity.ContentHash(reading).ToString("x16", CultureInfo.InvariantCulture));
        Assert.Equal(key, ReadingIdentity.Key(reading).ToString("x32", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("""{"time":"2026-11-23T09:40:00+01:00","systolic":128,"diastolic":82,"map":97,"pulse":71}""")]
    [InlineData("""{"time":"2026-11-23T08:40:00Z","systolic":128.0,"diastolic":8.2e1,"map":97.00,"pulse":71}""")]
    [InlineData("""{"time":"2026-11-23T08:40:00Z","pulse":71,"map":97,"diastolic":82,"systolic":128,"unit":"mmHg","backfill":true,"id":"x","seq":9}""")]
    public void ContentHash_OfTheSameMeasurementSentAnotherWay_IsTheSame(string other) =>
        Assert.Equal(ReadingIdentity.ContentHash(Read(Kind.BloodPressure, Pressure)), ReadingIdentity.ContentHash(Read(Kind.BloodPressure, other)));

    [Theory]
    [InlineData("""{"time":"2026-11-23T08:40:00.001Z","systolic":128,"diastolic":82,"map":97,"pulse":71}""")]
    [InlineData("""{"time":"2026-11-23T08:40:00Z","systolic":128.1,"diastolic":82,"map":97,"pulse":71}""")]
    [InlineData("""{"time":"2026-11-23T08:40:00Z","systolic":128,"diastolic":82,"pulse":71}""")]
    [InlineData("""{"time":"2026-11-23T08:40:00Z","systolic":128,"diastolic":82,"map":97,"pulse":71,"manual":true}""")]
    [InlineData("""{"time":"2026-11-23T08:40:00Z","systolic":128,"diastolic":82,"map":97,"pulse":71,"user":0}""")]
    [InlineData("""{"time":"2026-11-23T08:40:00Z","systolic":128,"diastolic":82,"map":97,"pulse":71,"quality":["movement"]}""")]
    public void ContentHash_OfAnotherMeasurement_Differs(string other) =>
        Assert.NotEqual(ReadingIdentity.ContentHash(Read(Kind.BloodPressure, Pressure)), ReadingIdentity.ContentHash(Read(Kind.BloodPressure, other)));

    [Fact]
    public void Key_WithId_DependsOnDeviceAndIdAlone() => Gen.Select(Readings.Any, Readings.Any).Sample((one, other) =>
    {
        one.Id = other.Id = ReadingId.Create("same");
        other.Device = one.Device;
        Assert.Equal(ReadingIdentity.Key(one), ReadingIdentity.Key(other));
        other.Device += "x";
        Assert.NotEqual(ReadingIdentity.Key(one), ReadingIdentity.Key(other));
    });

    [Fact]
    public void Key_WithSequence_DoesNotDependOnTheValues()
    {
        var one = Read(Kind.HeartRate, """{"time":"2026-11-23T08:40:00Z","seq":1,"heartRate":60}""");
        var other = Read(Kind.HeartRate, """{"time":"2026-11-23T08:40:00Z","seq":1,"heartRate":61}""");
        Assert.Equal(ReadingIdentity.Key(one), ReadingIdentity.Key(other));
        Assert.NotEqual(ReadingIdentity.ContentHash(one), ReadingIdentity.ContentHash(other));
    }

    [Fact]
    public void Key_OfDeviceAndIdThatRunTogetherAlike_Differs()
    {
        var one = Read(Kind.HeartRate, """{"time":"2026-11-23T08:40:00Z","id":"bc","heartRate":60}""");
        var other = one;
        one.Device = "a";
        (other.Device, other.Id) = ("ab", ReadingId.Create("c"));
        Assert.NotEqual(ReadingIdentity.Key(one), ReadingIdentity.Key(other));
    }

    private static Reading Read(Kind kind, string payload) => Decoding.Single(Decoding.Decode(kind, payload));
}
