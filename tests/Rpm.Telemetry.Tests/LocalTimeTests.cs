using System.Text;

namespace Rpm.Telemetry.Tests;

public sealed class LocalTimeTests
{
    [Theory]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z")]
    [InlineData("2026-10-25T02:30:00", "2026-10-25T00:30:00Z", "2026-10-25T00:31:00Z")] // shown twice, received after the first time
    [InlineData("2026-10-25T02:30:00", "2026-10-25T01:30:00Z", "2026-10-25T01:31:00Z")] // received after the second
    [InlineData("2026-10-25T02:30:00", "2026-10-25T01:30:00Z", "2026-11-01T00:00:00Z")]
    [InlineData("2026-03-29T02:30:00", "2026-03-29T01:30:00Z", "2026-03-29T09:00:00Z")] // never shown
    public void TryToInstant_InBerlin_TakesTheOffsetOfThatTime(string local, string instant, string received)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.True(LocalTime.TryToInstant(Decoding.At(local + "Z").UnixMilliseconds, zone, Decoding.At(received), out var time, out var offset));
        Assert.Equal(Decoding.At(instant), time);
        Assert.Equal(Decoding.At(local + "Z").UnixMilliseconds, time.UnixMilliseconds + (offset * 60_000L));
    }

    [Theory]
    [InlineData("Europe/Berlin", true, 0)]
    [InlineData("-0800", false, -480)]
    [InlineData("+05:45", false, 345)]
    [InlineData("Z", false, 0)]
    public void TryParseZone_NameOrOffset_IsRead(string text, bool named, int minutes)
    {
        Assert.True(LocalTime.TryParseZone(Encoding.UTF8.GetBytes(text), out var zone, out var offset));
        Assert.Equal((named, minutes), (zone is not null, offset));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Berlin/Europe")]
    [InlineData("../zone")]
    [InlineData("+25:00")]
    public void TryParseZone_OfWhatIsNone_IsFalse(string text) => Assert.False(LocalTime.TryParseZone(Encoding.UTF8.GetBytes(text), out _, out _));
}
