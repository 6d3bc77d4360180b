using Rpm.Telemetry.Gatt;

namespace Rpm.Telemetry.Tests.Gatt;

/// <summary>The budget of every characteristic: nothing per reading.</summary>
public sealed class GattAllocationTests
{
    [Theory]
    [InlineData(GattCharacteristic.BloodPressureMeasurement, "1E800052006100EA070B170928004700010700")]
    [InlineData(GattCharacteristic.PlxSpotCheckMeasurement, "0F61004700EA070B17092800400020000057F0")]
    [InlineData(GattCharacteristic.PlxContinuousMeasurement, "1FDEF3CAF3CAF35AF5D4F3B2F220010000007AE3")]
    [InlineData(GattCharacteristic.GlucoseMeasurement, "1B0700EA070B1709280000006EB0110000")]
    [InlineData(GattCharacteristic.HeartRateMeasurement, "1E5532002100")]
    [InlineData(GattCharacteristic.TemperatureMeasurement, "06710E00FEEA070B1709280001")]
    [InlineData(GattCharacteristic.WeightMeasurement, "0EB036EA070B1709280005F500D606")]
    [InlineData(GattCharacteristic.CgmMeasurement, "060078001E00060077001D00")]
    [InlineData(GattCharacteristic.CgmStatus, "0600090100")]
    public void Decode_OfAnAcceptedValue_AllocatesNothing(GattCharacteristic characteristic, string hex)
    {
        var value = Convert.FromHexString(hex);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var context = Decoding.Context("dev-1", devices: new DeviceDirectory(zoneOf: _ => zone));
        var batch = new ReadingBatch();
        var allocated = Allocation.Of(() =>
        {
            batch.Clear();
            GattReadings.Decode(
                characteristic,
                new GattFrame { Value = value, Received = "2026-11-23T08:44:30Z"u8, SessionStart = "2026-11-23T09:00:00+01:00"u8, Context = characteristic == GattCharacteristic.GlucoseMeasurement ? "02070003"u8 : default },
                context, batch);
        });
        Assert.Empty(batch.Rejections);
        Assert.Equal(0, allocated);
        Assert.NotEqual(0, batch.Count);
    }

    [Fact]
    public void Decode_OfAnEnvelope_AllocatesNothing()
    {
        var payload = """{"uuid":"00002a35-0000-1000-8000-00805f9b34fb","value":"06800052006100ea070b170928004700","received":"2026-11-23T08:44:30Z","zone":"Europe/Berlin","rssi":-60}"""u8.ToArray();
        var context = Decoding.Context("dev-1");
        var batch = new ReadingBatch();
        Assert.Equal(0, Allocation.Of(() =>
        {
            batch.Clear();
            GattEnvelope.Decode(payload, context, batch);
        }));
        Assert.Equal("2026-11-23T08:40:00.000Z", Decoding.Single(batch).Time.ToString());
    }
}
