namespace Rpm.Telemetry.Tests;

public sealed class UpTopicTests
{
    [Theory]
    [InlineData("up/cuff-1/blood-pressure", "cuff-1", UpFormat.Json, Kind.BloodPressure, "")]
    [InlineData("up/gw/status", "gw", UpFormat.Json, Kind.Status, "")]
    [InlineData("up/gw/batch", "gw", UpFormat.Batch, null, "")]
    [InlineData("up/gerät 7/senml", "gerät 7", UpFormat.SenMl, null, "")]
    [InlineData("up/c/gatt/2A35", "c", UpFormat.Gatt, null, "2A35")]
    [InlineData("up/c/gatt", "c", UpFormat.GattEnvelope, null, "")]
    [InlineData("up/c/blood_pressure", "c", UpFormat.Unknown, null, "")]
    public void TryParse_OfTopicBelowUp_TakesItApart(string topic, string sender, UpFormat format, Kind? kind, string characteristic)
    {
        Assert.True(UpTopic.TryParse(topic, new DeviceDirectory(), out var parsed));
        Assert.Equal((sender, format, kind, characteristic), (parsed.Sender, parsed.Format, parsed.Kind, parsed.Characteristic.ToString()));
        Assert.Equal(format == UpFormat.Batch ? null : sender, parsed.Device);
    }

    [Theory]
    [InlineData("")]
    [InlineData("up")]
    [InlineData("up/")]
    [InlineData("up/x")]
    [InlineData("up/x/")]
    [InlineData("up//weight")]
    [InlineData("up/x/weight/extra")]
    [InlineData("up/x/gatt/")]
    [InlineData("up/x/gatt/2A35/y")]
    [InlineData("down/x/weight")]
    [InlineData("UP/x/weight")]
    public void TryParse_OfAnythingElse_IsFalse(string topic) => Assert.False(UpTopic.TryParse(topic, new DeviceDirectory(), out _));
}
