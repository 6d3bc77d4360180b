using System.Globalization;
using System.Text;
using CsCheck;

namespace Rpm.Telemetry.Tests;

public sealed class Rfc3339Tests
{
    private static readonly Gen<DateTimeOffset> Times =
        from ticks in Gen.Long[DateTime.MinValue.Ticks + TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay]
        from offset in Gen.Int[-14 * 60, 14 * 60]
        select new DateTimeOffset(ticks, TimeSpan.FromMinutes(offset));

    [Fact]
    public void TryParse_OfAnyTime_AgreesWithDateTimeOffset() => (from time in Times from digits in Gen.Int[0, 7] select (time, digits)).Sample(
        (time, digits) =>
        {
            var text = time.ToString("yyyy-MM-dd'T'HH:mm:ss" + (digits == 0 ? "" : "." + new string('f', digits)) + "zzz", CultureInfo.InvariantCulture);
            Assert.Equal(TimeText.Complete, Parse(text, out var instant, out var offset));
            Assert.Equal(Instant.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)), instant);
            Assert.Equal(time.Offset.TotalMinutes, offset);
        },
        iter: 20_000);

    [Fact]
    public void Format_OfAnyTime_IsReadBackWithItsOffset() => Times.Sample(
        time =>
        {
            Span<byte> text = stackalloc byte[Rfc3339.MaxLength];
            var length = Rfc3339.Format(text, Instant.From(time), (int)time.Offset.TotalMinutes);
            Assert.Equal(TimeText.Complete, Rfc3339.TryParse(text[..length], out var instant, out var offset));
            Assert.Equal(Instant.From(time), instant);
            Assert.Equal(time.Offset.TotalMinutes, offset);
        },
        iter: 20_000);

    [Theory]
    [InlineData("2026-11-23t08:40:00z", "2026-11-23T08:40:00.000Z")]
    [InlineData("2026-11-23 08:40:00Z", "2026-11-23T08:40:00.000Z")]
    [InlineData("2026-11-23T08:40:00.123456789+01:00", "2026-11-23T07:40:00.123Z")]
    [InlineData("2026-11-23T08:40:00.9999Z", "2026-11-23T08:40:00.999Z")]
    [InlineData("2026-11-23T08:40:00+0130", "2026-11-23T07:10:00.000Z")]
    [InlineData("2026-11-23T08:40:00-05", "2026-11-23T13:40:00.000Z")]
    [InlineData("2026-11-23T08:40:00-00:00", "2026-11-23T08:40:00.000Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z")]
    [InlineData("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z")]
    public void TryParse_OfAcceptedForms_IsTheInstant(string text, string expected)
    {
        Assert.Equal(TimeText.Complete, Parse(text, out var instant, out _));
        Assert.Equal(expected, instant.ToString());
    }

    [Theory]
    [InlineData("2026-11-23T08:40:00")]
    [InlineData("2026-11-23T08:40:00.5")]
    public void TryParse_WithoutZone_SaysSo(string text) => Assert.Equal(TimeText.WithoutZone, Parse(text, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2026-11-23")]
    [InlineData("2026-11-23T08:40Z")]
    [InlineData("2025-02-29T08:40:00Z")]
    [InlineData("2026-13-01T08:40:00Z")]
    [InlineData("2026-00-01T08:40:00Z")]
    [InlineData("2026-11-23T24:00:00Z")]
    [InlineData("2026-11-23T08:60:00Z")]
    [InlineData("2026-11-23T08:40:61Z")]
    [InlineData("2026-11-23T08:40:00.Z")]
    [InlineData("2026-11-23T08:40:00.1234567890Z")]
    [InlineData("2026-11-23T08:40:00Zx")]
    [InlineData("2026-11-23T08:40:00+1:00")]
    [InlineData("2026-11-23T08:40:00+24:00")]
    [InlineData("2026-11-23T08:40:00+01:60")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("2026-11-23X08:40:00Z")]
    [InlineData("2o26-11-23T08:40:00Z")]
    public void TryParse_OfAnythingElse_IsMalformed(string text) => Assert.Equal(TimeText.Malformed, Parse(text, out _, out _));

    private static TimeText Parse(string text, out Instant time, out short offset) => Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out time, out offset);
}
